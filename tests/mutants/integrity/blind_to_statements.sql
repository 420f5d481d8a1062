-- promise: integrity.fsck
-- why: fsck does not recompute the hash of a statement.
select pg_temp.edit(
    'pggit_internal.check_versions',
    's.hash is distinct from pggit_internal.statement_hash(s.ddl, s.sent_at, s.process_id)',
    'false'
);
