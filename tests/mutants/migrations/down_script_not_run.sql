-- promise: migrations.order
-- why: A rollback is recorded, and the down script is not run.
select pg_temp.edit(
    'pggit_internal.rollback_migration',
    'perform pggit_internal.run_script(v_migration.down, p_path);',
    ''
);
