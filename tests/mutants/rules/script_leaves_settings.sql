-- promise: rules.session
-- why: What the script of a migration sets outlives it.
select pg_temp.edit('pggit_internal.run_script', 'perform pggit_internal.restore_settings(v_settings);', '');
