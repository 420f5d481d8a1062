-- promise: data.keys
-- why: A branch has no defaults.
select pg_temp.edit(
    'pggit_internal.make_branch_view',
    $$where a.attrelid = p_shape.table_oid and a.attgenerated = ''$$,
    'where false'
);
