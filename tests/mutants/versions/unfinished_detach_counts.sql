-- promise: versions.unfinished
-- why: The check that DETACH CONCURRENTLY adds first is part of a table that is still a partition.
select pg_temp.edit(
    'pggit_internal.constraint_definitions',
    $$i.inhdetachpending and$$,
    $$false and$$
);
