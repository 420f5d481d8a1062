-- promise: integrity.fsck
-- why: fsck does not find a head that points nowhere.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'and not exists (select from pggit.commits as c where c.hash = b.head_commit_hash)',
    'and false'
);
