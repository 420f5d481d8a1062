-- promise: commits.log
-- why: What a commit added is shown as dropped.
select pg_temp.edit(
    'pggit.show',
    'pggit_internal.diff_trees(p.tree_hash, c.tree_hash)',
    'pggit_internal.diff_trees(c.tree_hash, p.tree_hash)'
);
