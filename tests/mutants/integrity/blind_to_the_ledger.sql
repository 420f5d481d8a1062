-- promise: integrity.fsck
-- why: fsck does not recompute the chain of the ledger.
select pg_temp.edit(
    'pggit_internal.check_ledger',
    'c.step <> 1 or c.is_sound is distinct from true',
    'false'
);
