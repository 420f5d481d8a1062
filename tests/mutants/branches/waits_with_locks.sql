-- promise: branches.no-deadlock
-- why: Whoever has locks already waits for more.
select pg_temp.edit('pggit_internal.limit_waiting', 'if p_is_limited then', 'if false then');
