-- promise: checkout.there-and-back
-- why: A column that is made again loses what was granted on it.
select pg_temp.edit(
    'pggit_internal.kept_column',
    $$array(select e.grantee from aclexplode(v_live.attacl) as e)$$,
    $$'{}'::oid[]$$
);
