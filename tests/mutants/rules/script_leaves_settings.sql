-- promise: rules.session
-- why: What the script of a migration sets outlives it.
select pg_temp.edit('pggit_internal.restore_settings', 'where now.value', 'where false and now.value');
