-- The table that a user's text names, found along the caller's search_path (p_path: current_schemas(true)).
create or replace function pggit_internal.find_table(p_name text, p_path name[])
returns oid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_parts name[];
    v_path name[] := p_path;
    v_relation record;
begin
    if p_name is null or p_name ~ '^\s*$' then
        raise exception 'the name of the table is %', case when p_name is null then 'null' else 'blank' end
            using errcode = '22023', hint = 'Pass a table''s name: t, schema.t or "T".';
    end if;
    select n.parts into v_parts from pggit_internal.parse_name(p_name) as n where n.arguments is null;
    if cardinality(v_parts) = 2 then
        v_path := array[v_parts[1]];
    end if;
    select c.oid, c.relkind into v_relation
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relname = v_parts[cardinality(v_parts)]
        and n.nspname = any (v_path)
        and cardinality(v_parts) <= 2
    order by array_position(v_path, n.nspname)
    limit 1;
    if v_relation.oid is null then
        raise exception 'there is no table %', quote_literal(p_name)
            using errcode = '42P01', hint = 'Look for a typing error, or qualify the name with its schema.';
    end if;
    if v_relation.relkind <> 'r' then
        raise exception '% is no ordinary table', v_relation.oid::regclass
            using errcode = '42809',
                hint = 'Data branches are made of tables; not of views, foreign or partitioned tables.';
    end if;
    return v_relation.oid;
end
$$;

-- The relation of a kind and name, also in a schema that the caller may not use.
create or replace function pggit_internal.relation_oid(p_schema name, p_name name, p_kind text)
returns oid
language sql
stable
begin atomic
    select c.oid
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = p_schema and c.relname = p_name and c.relkind::text = p_kind;
end;
