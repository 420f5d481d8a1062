-- promise: versions.history
-- why: The limit of the history is ignored.
select pg_temp.edit('pggit_internal.history_of', 'limit p_limit;', ';');
