-- promise: data.keys
-- why: A branch takes rows that break a check.
select pg_temp.edit(
    'pggit_internal.make_overlay',
    $$where c.conrelid = p_shape.table_oid and c.contype = 'c'$$,
    $$where false and c.conrelid = p_shape.table_oid and c.contype = 'c'$$
);
