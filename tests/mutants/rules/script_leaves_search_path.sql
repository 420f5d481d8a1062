-- promise: rules.session
-- why: The search_path that the script of a migration sets outlives it.
select pg_temp.edit(
    'pggit_internal.run_script', $$perform pg_catalog.set_config('search_path', p_path, false);$$, 'null;'
);
