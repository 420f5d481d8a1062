-- promise: versions.hash-laws
-- why: Row-security policies do not count.
select pg_temp.edit(
    'pggit_internal.table_definition',
    'case when v_table.has_policies then',
    'case when false then'
);
