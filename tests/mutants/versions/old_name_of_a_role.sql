-- promise: versions.renames
-- why: A new role passes for the one that had its name before.
select pg_temp.edit(
    'pggit_internal.role_name',
    $$where r.name = v_name$$,
    $$where false$$
);
