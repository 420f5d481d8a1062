-- promise: integrity.fsck
-- why: fsck does not find commits that are their own ancestors.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'not exists (select from rooted where rooted.hash = c.hash)',
    'false'
);
