-- promise: migrations.status
-- why: A failed migration is told as rolled back.
select pg_temp.edit(
    'pggit.fail_migration',
    $$v_migration.state := 'failed';$$,
    $$v_migration.state := 'rolled_back';$$
);
