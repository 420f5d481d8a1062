-- promise: integrity.fsck
-- why: fsck does not find a node of the tree that is gone.
select pg_temp.edit(
    'pggit_internal.check_trees',
    'where not exists (select from pggit_internal.tree_nodes as n where n.hash = nodes.hash)',
    'where false'
);
