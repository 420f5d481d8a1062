-- promise: migrations.atomic
-- why: A script that fails is recorded as applied.
select pg_temp.edit(
    'pggit_internal.run_script',
    'exception when active_sql_transaction',
    $$exception when others then
    null;
when active_sql_transaction$$
);
