-- promise: migrations.atomic
-- why: A migration is recorded, and its script is not run.
select pg_temp.edit(
    'pggit_internal.apply_migration',
    'perform pggit_internal.run_script(p_up, p_path);',
    ''
);
