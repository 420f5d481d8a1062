-- promise: branches.isolation
-- why: A rename of an object that the snapshot lacks is recorded as a new object.
select pg_temp.edit(
    'pggit_internal.renamed_from',
    $$if v_object.id is distinct from v_id and v_has_old_snapshot then$$,
    $$if false then$$
);
