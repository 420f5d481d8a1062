-- promise: integrity.fsck
-- why: fsck does not find two commits with one parent on a branch.
select pg_temp.edit(
    'pggit_internal.check_commits',
    $$group by c.branch_id, c.parent_commit_hash
    having count(*) > 1$$,
    $$group by c.branch_id, c.parent_commit_hash
    having false$$
);
