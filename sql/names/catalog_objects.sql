-- Whether a schema's objects are tracked: not those of the system or of pggit. (A name that holds a quotation
-- mark is written with that doubled, so it is none of these.)
create or replace function pggit_internal.is_tracked_schema(p_schema oid)
returns boolean
language sql
stable
return p_schema::regnamespace::text !~ '^"?(pg_|(information_schema|pggit|pggit_internal)"?$)';

-- Return everything in the catalog that pggit tracks. The schemas come first: most of the catalog is
-- PostgreSQL's own, and need not be looked at one by one. (Functions, not views: a session may restrict
-- the views that it reads.)
create or replace function pggit_internal.tracked_objects()
returns table (classid oid, objid oid)
language sql
stable
begin atomic
    with tracked as materialized (
        select n.oid from pg_namespace as n where pggit_internal.is_tracked_schema(n.oid)
    )
    select root.classid, root.objid
    from (
        select 'pg_class'::regclass::oid as classid, c.oid as objid
        from pg_class as c
        where c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relnamespace in (select tracked.oid from tracked)
        union all
        select 'pg_type'::regclass, t.oid
        from pg_type as t
        where t.typtype in ('d', 'e', 'r', 'c') and t.typnamespace in (select tracked.oid from tracked)
        union all
        select 'pg_proc'::regclass, p.oid
        from pg_proc as p
        where p.pronamespace in (select tracked.oid from tracked)
        union all
        select 'pg_namespace'::regclass, tracked.oid
        from tracked
    ) as candidate
    join lateral pggit_internal.tracked_root(candidate.classid, candidate.objid) as root
        on root.objid = candidate.objid  -- an identity column's sequence leads to its table
    where not (
        exists (select from pggit_internal.temporary_schemas())
        and pggit_internal.is_temporary(root.classid, root.objid)  -- through another session's
    );
end;

-- The same with the type and identity that each is recorded under.
create or replace function pggit_internal.catalog_objects()
returns table (classid oid, objid oid, object_type text, identity text, schema_name text)
language sql
stable
begin atomic
    select tracked.classid, tracked.objid, o.type, pggit_internal.spelled_alike(o.identity), o.schema
    from pggit_internal.tracked_objects() as tracked
    cross join lateral pg_identify_object(tracked.classid, tracked.objid, 0) as o;
end;

-- Return the tracked objects that may have this identity: routines of all arguments.
create or replace function pggit_internal.objects_named(p_object_type text, p_identity text)
returns table (classid oid, objid oid)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
declare
    v_parts constant text[] := parse_ident(p_identity, strict => false);
begin
    return query
    select root.classid, root.objid
    from (
        select 'pg_namespace'::regclass::oid as classid, n.oid as objid
        from pg_namespace as n
        where p_object_type = 'schema' and n.nspname = v_parts[1]
        union all
        select
            case p_object_type when 'type' then 'pg_type'::regclass else 'pg_class'::regclass end,
            case p_object_type when 'type' then c.reltype else c.oid end
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = v_parts[1] and c.relname = v_parts[2]
        union all
        select 'pg_type'::regclass, t.oid
        from pg_type as t
        join pg_namespace as n on n.oid = t.typnamespace
        where p_object_type = 'type' and n.nspname = v_parts[1] and t.typname = v_parts[2] and t.typrelid = 0
        union all
        select 'pg_proc'::regclass, p.oid
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        where p_object_type in ('function', 'procedure', 'aggregate')
            and n.nspname = v_parts[1] and p.proname = v_parts[2]
    ) as named
    join lateral pggit_internal.tracked_root(named.classid, named.objid) as root
        on root.objid = named.objid
    where not (
        exists (select from pggit_internal.temporary_schemas())
        and pggit_internal.is_temporary(root.classid, root.objid)
    );
end
$$;
