-- promise: versions.renames
-- why: A view of a function is not recorded when the rows lose a column that it does not use.
select pg_temp.edit(
    'pggit_internal.mentioned_as',
    $$p.prorettype = v_type$$,
    $$p.prorettype = v_type and false$$
);
