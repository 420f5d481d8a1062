-- promise: integrity.fsck
-- why: fsck does not find a commit that no ref reaches.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'not exists (select from reachable where reachable.hash = c.hash)',
    'false'
);
