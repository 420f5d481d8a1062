-- The object that a user's text names: qualified, quoted or bare, found along the caller's search_path
-- (p_path: current_schemas(true)). Relations come before types, types before routines, then schemas; a
-- routine may be written with its argument types: public.f(integer, text).
-- No row for a name that is not found or is not a name at all.
create or replace function pggit_internal.find_object(p_name text, p_path name[])
returns table (classid oid, objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_parts name[];
    v_arguments text;
    v_types oid[];
    v_path name[] := p_path;
begin
    select n.parts, n.arguments into v_parts, v_arguments from pggit_internal.parse_name(p_name) as n;
    if cardinality(v_parts) = 2 then
        v_path := array[v_parts[1]];
    elsif cardinality(v_parts) is distinct from 1 then
        return;
    end if;
    if v_arguments is not null then
        v_types := pggit_internal.argument_types(v_arguments, p_path);
    end if;
    return query
    select found.classid, found.objid
    from (
        select 1 as kind, 'pg_class'::regclass::oid as classid, c.oid as objid, c.relnamespace as schema
        from pg_class as c
        where c.relname = v_parts[cardinality(v_parts)] and c.relkind in ('r', 'p', 'v', 'm', 'S')
            and v_arguments is null
        union all
        select 2, 'pg_type'::regclass, t.oid, t.typnamespace
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typname = v_parts[cardinality(v_parts)] and v_arguments is null
            and (t.typtype in ('d', 'e', 'r') or c.relkind = 'c')
        union all
        select 3, 'pg_proc'::regclass, p.oid, p.pronamespace
        from pg_proc as p
        where p.proname = v_parts[cardinality(v_parts)]
            and (v_arguments is null or v_types = array(select unnest(p.proargtypes)))
    ) as found
    join pg_namespace as n on n.oid = found.schema
    where n.nspname = any (v_path)
    order by found.kind, array_position(v_path, n.nspname), found.objid
    limit 1;
    if not found and cardinality(v_parts) = 1 then
        return query
        select 'pg_namespace'::regclass::oid, n.oid from pg_namespace as n where n.nspname = v_parts[1];
    end if;
end
$$;
