-- promise: rules.reading
-- why: Under REPEATABLE READ, DDL that was recorded since the snapshot is drift.
create or replace function pggit_internal.is_newer(p_xmax xid)
returns boolean
language sql
stable
return false;
