-- promise: rules.no-waiting
-- why: A change of a partition's partitions waits for one of another partition's.
select pg_temp.edit(
    'pggit_internal.children',
    $$i.xmin = any$$,
    $$true or i.xmin = any$$
);
