-- promise: commits.log
-- why: The limit of the log is off by one.
select pg_temp.edit('pggit.log', 'limit p_limit)', 'limit p_limit + 1)');
