-- promise: versions.tracking
-- why: An index of a partitioned table becomes valid by that of a partition's partition, and nothing is recorded.
select pg_temp.edit(
    'pggit_internal.children',
    $$a.relid <> p_table and$$,
    $$false and$$
);
