-- promise: versions.kinds
-- why: A function over a temporary type is recorded, and stays when the session is gone.
create or replace function pggit_internal.is_temporary(p_classid oid, p_objid oid)
returns boolean
language sql
stable
return false;
