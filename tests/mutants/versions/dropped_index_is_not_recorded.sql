-- promise: versions.tracking
-- why: A table that lost a part is not looked at.
select pg_temp.edit('pggit_internal.on_sql_drop', 'where v_seen is null', 'where false');
