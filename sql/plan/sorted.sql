-- The order of statements.

-- Return the phase in which a verb comes for a node; it decides where the edges leave a choice.
create or replace function pggit_internal.phase(p_verb text, p_node pggit_internal.node)
returns integer
language sql
immutable
return case
    when p_verb = 'aside' then 5
    when p_verb = 'lift' then 14
    when p_verb = 'fill' then 62
    when p_verb = 'drop' then case
        when (p_node).kind in ('trigger', 'trigger state', 'policy', 'rule') then 10
        when (p_node).kind = 'constraint' and (p_node).facts ->> 'definition' like 'FOREIGN KEY %' then 11
        when (p_node).kind in ('view', 'materialized view') then 12
        when (p_node).kind in (
            'function', 'procedure', 'aggregate', 'default', 'constraint', 'index', 'owned by', 'parent',
            'of', 'comment'
        ) then 13
        when (p_node).kind in ('column', 'not null') then 85
        when (p_node).kind in ('table', 'sequence') then 90
        when (p_node).kind = 'type' then 92
        else 95
    end
    else case
        when (p_node).kind = 'schema' then 30
        when (p_node).kind in ('type', 'sequence') then 31
        when (p_node).kind in ('function', 'procedure', 'aggregate') then 35
        when (p_node).kind = 'table' then 40
        when (p_node).kind = 'column' then 45
        when (p_node).kind in ('default', 'not null') then 50
        when (p_node).kind = 'constraint' and (p_node).facts ->> 'definition' like 'FOREIGN KEY %' then 75
        when (p_node).kind in ('constraint', 'index') then 55
        when (p_node).kind in ('parent', 'of') then 60
        when (p_node).kind in ('view', 'materialized view') then 65
        when (p_node).kind in ('trigger', 'policy', 'rule') then 70
        else 80
    end
end;

-- Return the numbers of the vertices in an order in which p_befores[i] comes before p_afters[i], for each i.
-- Raises 0A000 for a circle.
create or replace function pggit_internal.sorted(
    p_vertices pggit_internal.vertex[], p_befores integer[], p_afters integer[]
)
returns integer[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phases constant integer[] := array(select v.phase from unnest(p_vertices) as v order by v.vertex);
    v_sorted integer[] := '{}';
    v_open integer[] := array(select v.vertex from unnest(p_vertices) as v order by v.vertex);
    v_ready integer[];
    v_before integer[] := coalesce(p_befores, '{}');
    v_after integer[] := coalesce(p_afters, '{}');
begin
    while cardinality(v_open) > 0 loop
        -- All that wait for nothing and belong to the earliest phase among these.
        select array_agg(o.vertex order by o.vertex) into v_ready
        from (
            select o.vertex, rank() over (order by v_phases[o.vertex]) as rank
            from unnest(v_open) as o (vertex)
            where not exists (select from unnest(v_after) as a (vertex) where a.vertex = o.vertex)
        ) as o
        where o.rank = 1;
        if v_ready is null then
            -- Name those that are in the circle, and not what only waits for it.
            loop
                v_ready := array(
                    select o from unnest(v_open) as o where o <> all (v_before)
                );
                exit when v_ready = '{}';
                v_open := array(select o from unnest(v_open) as o where o <> all (v_ready));
                select coalesce(array_agg(e.before), '{}'), coalesce(array_agg(e.after), '{}')
                into v_before, v_after
                from unnest(v_before, v_after) as e (before, after)
                where e.after <> all (v_ready);
            end loop;
            raise exception 'these need each other, so no order of statements makes them: %', (
                select string_agg(pggit_internal.described(v.node), ', ' order by v.vertex)
                from unnest(p_vertices) as v
                where v.vertex = any (v_open)
            ) using errcode = '0A000',
                hint = 'Take the step in two: first without what one of them needs of another, then with it.';
        end if;
        v_sorted := v_sorted || v_ready;
        v_open := array(select o from unnest(v_open) as o where o <> all (v_ready));
        select array_agg(e.before), array_agg(e.after) into v_before, v_after
        from unnest(v_before, v_after) as e (before, after)
        where e.before <> all (v_ready);
        v_before := coalesce(v_before, '{}');
        v_after := coalesce(v_after, '{}');
    end loop;
    return v_sorted;
end
$$;
