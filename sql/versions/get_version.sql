create or replace function pggit_internal.version_of(p_classid oid, p_objid oid)
returns table (major integer, minor integer, patch integer, full_version text)
language sql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
    select o.major, o.minor, o.patch, format('%s.%s.%s', o.major, o.minor, o.patch)
    from pg_identify_object(p_classid, p_objid, 0) as i
    join pggit_internal.objects as o
        on o.key = pggit_internal.identity_key(i.identity) and o.object_type = i.type and o.is_live
$$;

-- The version of a tracked object: one row, or none for a name that is unknown or not tracked.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.get_version(p_object text)
returns table (major integer, minor integer, patch integer, full_version text)
language sql
stable
as $$
    select v.major, v.minor, v.patch, v.full_version
    from pggit_internal.find_object(p_object, pg_catalog.current_schemas(true)) as o
    cross join lateral pggit_internal.version_of(o.classid, o.objid) as v
$$;
