-- promise: rules.rights
-- why: Every role may write a table of pggit, and fsck does not mind.
grant insert on pggit.tags to public;
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$a.privilege_type not in ('SELECT', 'MAINTAIN')$$,
    'false'
);
