-- promise: integrity.fsck
-- why: fsck does not recompute the hash of a commit.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'c.content_hash is distinct from pggit_internal.content_hash(c)',
    'false'
);
