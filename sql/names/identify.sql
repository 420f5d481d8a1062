-- Return the type and identity of an object, no row for one that another session has dropped. The catalogs
-- are read as they are, not by a snapshot: what an object mentions may be gone before the object is.
create or replace function pggit_internal.identify(p_classid oid, p_objid oid)
returns table (object_type text, identity text)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
begin
    begin
        return query
        select i.type, i.identity from pg_identify_object(p_classid, p_objid, 0) as i where i.identity is not null;
        return;
    exception when internal_error then
        null;  -- the next look finds that the object is gone too, or fails for good
    end;
    return query
    select i.type, i.identity from pg_identify_object(p_classid, p_objid, 0) as i where i.identity is not null;
end
$$;
