-- promise: versions.kinds
-- why: Materialized views are not recorded.
select pg_temp.edit(
    'pggit_internal.tracked_root',
    $$'r', 'p', 'v', 'm', 'S', 'i', 'I', 'c'$$,
    $$'r', 'p', 'v', 'S', 'i', 'I', 'c'$$
);
