-- promise: commits.tree
-- why: What was dropped stays in the tree.
select pg_temp.edit(
    'pggit_internal.write_tree',
    $$and o.key < p.prefix || 'g' and o.is_live$$,
    $$and o.key < p.prefix || 'g'$$
);
