-- promise: versions.hash-laws
-- why: A table's OID counts.
select pg_temp.edit(
    'pggit_internal.table_definition',
    $$'comment', v_table.comment$$,
    $$'comment', v_table.comment, 'oid', p_relation$$
);
