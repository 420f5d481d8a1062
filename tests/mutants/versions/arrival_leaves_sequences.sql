-- promise: versions.tracking
-- why: The sequence of a table that returns from a schema of the system is not recorded.
create or replace function pggit_internal.has_arrived(p_classid oid, p_objid oid)
returns boolean
language sql
stable
return false;
