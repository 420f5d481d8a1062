-- promise: integrity.fsck
-- why: fsck does not hold a row against the ledger.
select pg_temp.edit(
    'pggit_internal.check_ledger',
    's.row_hash is distinct from e.row_hash',
    'false'
);
