-- promise: versions.renames
-- why: A policy is compared by the names that roles have now.
select pg_temp.edit(
    'pggit_internal.role_name',
    $$where r.role = p_role$$,
    $$where false$$
);
