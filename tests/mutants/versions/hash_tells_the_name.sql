-- promise: versions.hash-laws
-- why: A table's own name counts.
select pg_temp.edit(
    'pggit_internal.table_definition',
    $$'comment', v_table.comment$$,
    $$'comment', v_table.comment, 'name', p_relation::regclass::text$$
);
