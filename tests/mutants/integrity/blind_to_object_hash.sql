-- promise: integrity.fsck
-- why: fsck does not recompute the hash of an object.
select pg_temp.edit(
    'pggit_internal.check_versions',
    'o.definition_hash is distinct from pggit_internal.sha256_hex(o.definition::text)',
    'false'
);
