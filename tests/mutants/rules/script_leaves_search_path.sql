-- promise: rules.session
-- why: The search_path that the script of a migration sets outlives it.
select pg_temp.edit('pggit_internal.under_path', 'if p_path_now <> p_path then', 'if false then');
