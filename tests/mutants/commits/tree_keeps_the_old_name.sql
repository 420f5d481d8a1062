-- promise: commits.tree
-- why: After a rename, the object is in the tree under both names.
select pg_temp.edit(
    'pggit_internal.write_tree',
    'select left(changed.key_before, 2) from changed where changed.key_before is not null',
    'select left(changed.key_before, 2) from changed where false'
);
