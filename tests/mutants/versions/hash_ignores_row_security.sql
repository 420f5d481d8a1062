-- promise: versions.hash-laws
-- why: ENABLE ROW LEVEL SECURITY does not count.
select pg_temp.edit(
    'pggit_internal.table_definition',
    $$when v_table.relrowsecurity then 'enabled'$$,
    ''
);
