-- promise: commits.tree
-- why: Every commit has the tree of the first one.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.tree_hash := pggit_internal.write_tree();',
    $$v_commit.tree_hash := pggit_internal.write_tree();
    v_commit.tree_hash := coalesce(
        (select c.tree_hash from pggit.commits as c order by c.committed_at limit 1), v_commit.tree_hash
    );$$
);
