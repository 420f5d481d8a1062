-- promise: data.additions
-- why: DDL on a table waits for a session that has its branch, which may be waiting for the table.
select pg_temp.edit('pggit_internal.lock_at_once', 'access exclusive mode nowait', 'access exclusive mode');
