-- promise: integrity.fsck
-- why: fsck does not recompute the hash of a definition.
select pg_temp.edit(
    'pggit_internal.check_trees',
    'd.hash is distinct from pggit_internal.sha256_hex(d.definition::text)',
    'false'
);
