-- promise: versions.hash-laws
-- why: A table's comment does not count.
select pg_temp.edit(
    'pggit_internal.table_definition',
    $$'comment', v_table.comment$$,
    $$'comment', null$$
);
