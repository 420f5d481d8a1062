-- promise: versions.hash-laws
-- why: It does not count which of two equal indexes is part of the one of the partitioned table.
select pg_temp.edit(
    'pggit_internal.attached_parts',
    $$c.relispartition
$$,
    $$false
$$
);
