-- promise: integrity.fsck
-- why: fsck does not find a parent that is gone.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'and not exists (select from pggit.commits as p where p.hash = parent.hash)',
    'and false'
);
