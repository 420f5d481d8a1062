-- promise: versions.hash-laws
-- why: It does not count which of two equal foreign keys is part of the one of the partitioned table.
select pg_temp.edit(
    'pggit_internal.attached_parts',
    $$and k.contype = 'f'$$,
    $$and false$$
);
