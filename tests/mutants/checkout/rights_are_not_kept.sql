-- promise: checkout.there-and-back
-- why: A view that is made again loses what was granted on it.
select pg_temp.edit(
    'pggit_internal.kept_of_object',
    $$return query select s from pggit_internal.kept_rights(p_target.object, p_classid, p_objid) as s;$$,
    $$$$
);
