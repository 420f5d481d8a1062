-- promise: integrity.fsck
-- why: fsck does not hold the live tree against the objects.
select pg_temp.edit(
    'pggit_internal.check_pending',
    $$as s on s.prefix = x.prefix
    where s.entries is distinct from x.entries$$,
    $$as s on s.prefix = x.prefix
    where false$$
);
