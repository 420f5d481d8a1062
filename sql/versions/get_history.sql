-- The history of the live object (p_classid, p_objid), or where there is none, of the dropped objects
-- that p_name and p_path could have meant.
create or replace function pggit_internal.history_of(p_name text, p_path name[], p_limit integer)
returns table (
    version text, change_type text, severity text, ddl text, branch_name text,
    changed_at timestamptz, changed_by name
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_ids bigint[];
    v_identities text[];
begin
    if p_limit is null or p_limit < 0 then
        raise exception 'invalid limit %', coalesce(p_limit::text, 'null')
            using errcode = '22023', hint = 'The limit is a number of rows, 0 or more.';
    end if;
    select array_agg(i.identity) into v_identities
    from pggit_internal.find_object(p_name, p_path) as f
    cross join lateral pg_identify_object(f.classid, f.objid, 0) as i;
    if v_identities is null then
        select array_agg(
            concat_ws('.', quote_ident(s.name), quote_ident(n.parts[cardinality(n.parts)]))
            || coalesce('(' || coalesce(t.identities, n.arguments) || ')', '')
        ) into v_identities
        from pggit_internal.parse_name(p_name) as n
        cross join lateral (
            select string_agg(i.identity, ',' order by a.position) as identities
            from unnest(pggit_internal.argument_types(n.arguments, p_path)) with ordinality as a (type, position)
            cross join lateral pg_identify_object('pg_type'::regclass, a.type, 0) as i
        ) as t
        cross join lateral unnest(
            -- Without a schema: a schema itself, or something in one of the path's.
            case cardinality(n.parts) when 1 then null::name || p_path when 2 then n.parts[1:1] end
        ) as s (name);
    end if;
    select array_agg(o.id) into v_ids
    from pggit_internal.objects as o
    where o.key in (select pggit_internal.identity_key(i.identity) from unnest(v_identities) as i (identity));
    return query
    select
        format('%s.%s.%s', h.major, h.minor, h.patch), h.change_type, h.severity, s.ddl, h.branch_name,
        h.changed_at, h.changed_by
    from pggit_internal.history as h
    join pggit_internal.statements as s on s.id = h.statement_id
    join pggit_internal.objects as o on o.id = h.object_id
    where h.object_id = any (v_ids)
    -- Not by time: the clock may have jumped. Of several objects that had the name, the later one has the later version.
    order by o.major desc, o.minor desc, o.patch desc, o.is_live desc, h.step desc
    limit p_limit;
end
$$;

-- What happened to an object, newest first; also after it was dropped.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.get_history(p_object text, p_limit integer default 100)
returns table (
    version text, change_type text, severity text, ddl text, branch_name text,
    changed_at timestamptz, changed_by name
)
language sql
stable
as $$
    select h.version, h.change_type, h.severity, h.ddl, h.branch_name, h.changed_at, h.changed_by
    from pggit_internal.history_of(p_object, pg_catalog.current_schemas(true), p_limit) as h
$$;
