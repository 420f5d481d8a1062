-- promise: commits.single-line
-- why: A commit has no parent.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.branch_id := v_branch.id;',
    $$v_commit.branch_id := v_branch.id;
    v_commit.parent_commit_hash := null;$$
);
