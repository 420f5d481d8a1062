-- promise: migrations.atomic
-- why: A script does not run under its caller's search_path.
select pg_temp.edit(
    'pggit_internal.run_script',
    $$    perform set_config('search_path', p_path, true);
    execute$$,
    '    execute'
);
