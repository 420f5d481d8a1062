-- promise: versions.hash-laws
-- why: Triggers do not count.
select pg_temp.edit(
    'pggit_internal.table_definition',
    'case when v_table.relhastriggers then',
    'case when false then'
);
