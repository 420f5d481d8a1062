-- promise: commits.tree
-- why: A leaf of the tree stays when the last object in it is dropped.
select pg_temp.edit(
    'pggit_internal.write_tree',
    'where w.prefix = leaves.prefix and leaves.entries is null',
    'where false and w.prefix = leaves.prefix'
);
