-- promise: integrity.fsck
-- why: Null handling: fsck does not miss a sealed row that is gone.
select pg_temp.edit(
    'pggit_internal.check_ledger',
    's.row_hash is distinct from e.row_hash',
    's.row_hash <> e.row_hash'
);
