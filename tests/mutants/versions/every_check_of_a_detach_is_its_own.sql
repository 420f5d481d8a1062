-- promise: versions.unfinished
-- why: No check of a partition counts while it is being detached.
select pg_temp.edit(
    'pggit_internal.constraint_definitions',
    $$ and i.xmin = v_constraint.xmin$$,
    $$$$
);
