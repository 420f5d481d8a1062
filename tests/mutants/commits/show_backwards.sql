-- promise: commits.log
-- why: What a commit added is shown as dropped.
select pg_temp.edit(
    'pggit.show',
    'pggit_internal.diff(c.parent_commit_hash, c.hash)',
    'pggit_internal.diff(c.hash, c.parent_commit_hash)'
);
