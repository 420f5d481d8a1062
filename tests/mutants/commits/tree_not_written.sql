-- promise: commits.tree
-- why: A commit takes the tree of its parent, if there is one.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.tree_hash := pggit_internal.write_tree();',
    $$v_commit.tree_hash := coalesce(
        (select c.tree_hash from pggit.commits as c where c.hash = v_branch.head_commit_hash),
        pggit_internal.write_tree()
    );$$
);
