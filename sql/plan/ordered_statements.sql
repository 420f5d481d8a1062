-- List the statements of a plan in their order. p_order: the numbers of the vertices, of
-- pggit_internal.sorted().
create or replace function pggit_internal.ordered_statements(
    p_order integer[], p_vertices pggit_internal.vertex[], p_actions pggit_internal.action[],
    p_from pggit_internal.node[], p_to pggit_internal.node[]
)
returns table (statement text, reason text, hazard text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- As in pggit_internal.orders().
set enable_nestloop = off
as $$
begin
    return query
    select s.statement, s.reason, s.hazard
    from unnest(p_order) with ordinality as o (vertex, position)
    join unnest(p_vertices) as v on v.vertex = o.vertex
    join pggit_internal.surroundings(p_vertices, p_actions, p_from, p_to) as around
        on around.vertex = v.vertex
    -- Not p_actions[v.place], which reads all the actions before that one.
    join unnest(p_actions) with ordinality as a (object, kind, name, change, source, target, reason, place)
        on a.place = v.place
    cross join lateral pggit_internal.statements_for(
        row(a.object, a.kind, a.name, a.change, a.source, a.target, a.reason)::pggit_internal.action,
        v.verb, around.facts
    ) with ordinality as s (statement, reason, hazard, position)
    where v.vertex = v.into_vertex
    order by o.position, s.position;
end
$$;
