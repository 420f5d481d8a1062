-- promise: commits.custom-id
-- why: A custom ID may hold what cannot be printed.
select pg_temp.edit('pggit_internal.is_trinity_id', 'pggit_internal.is_printable(p_id)', 'true');
