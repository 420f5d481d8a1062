-- promise: commits.single-line
-- why: The parent is the head of main, on whatever branch the commit is made.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.branch_id := v_branch.id;',
    $$v_commit.branch_id := v_branch.id;
    v_commit.parent_commit_hash := (pggit_internal.live_branch('main')).head_commit_hash;$$
);
