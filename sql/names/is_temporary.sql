-- Return whether an object goes when a session ends: it needs something temporary, or needs what needs that.
-- A function over a temporary type does, and a view that calls such a function; no event tells of their end.
-- A part of a table that needs something temporary does not make the table temporary.
create or replace function pggit_internal.is_temporary(p_classid oid, p_objid oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return exists (
        with recursive needed (classid, objid) as (
            select p_classid, p_objid
            union
            select further.classid, further.objid
            from needed
            cross join lateral (
                select d.refclassid, d.refobjid
                from pg_depend as d
                where d.classid = needed.classid and d.objid = needed.objid and d.objsubid = 0
                union all
                -- A view needs what its query needs.
                select 'pg_rewrite'::regclass, r.oid
                from pg_rewrite as r
                where needed.classid = 'pg_class'::regclass and r.ev_class = needed.objid and r.ev_type = '1'
            ) as further (classid, objid)
        )
        select
        from needed
        join pg_namespace as n on n.oid = needed.objid
        where needed.classid = 'pg_namespace'::regclass and n.nspname like 'pg\_temp\_%'
    );
end
$$;

-- Whether any session has temporary objects: without, no object needs to be looked at.
create or replace function pggit_internal.temporary_schemas()
returns table (schema_oid oid)
language sql
stable
begin atomic
    select n.oid
    from pg_namespace as n
    where n.nspname like 'pg\_temp\_%'
        and exists (
            select from pg_depend as d where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
        );
end;
