-- promise: commits.cost
-- why: The objects of a leaf are found without an index, so a commit costs what exists.
select pg_temp.edit(
    'pggit_internal.write_tree',
    $$on o.key >= p.prefix and o.key < p.prefix || 'g' and o.is_live$$,
    'on left(o.key, 2) = p.prefix and o.is_live'
);
