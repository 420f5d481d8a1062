-- promise: integrity.fsck
-- why: fsck does not recompute the hash of a node of the tree.
select pg_temp.edit(
    'pggit_internal.check_trees',
    'n.hash is distinct from pggit_internal.sha256_hex(n.entries::text)',
    'false'
);
