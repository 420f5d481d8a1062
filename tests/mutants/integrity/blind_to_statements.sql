-- promise: integrity.fsck
-- why: fsck does not recompute the hash of a statement.
select pg_temp.edit(
    'pggit_internal.check_versions',
    's.hash is distinct from pggit_internal.sha256_hex(s.ddl)',
    'false'
);
