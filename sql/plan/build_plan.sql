-- Return the statements that turn one set of nodes into another, in an order that runs. p_renames: of
-- pggit_internal.with_room(); they are done.
create or replace function pggit_internal.build_plan(
    p_from pggit_internal.node[], p_to pggit_internal.node[], p_renames jsonb
)
returns table (step integer, statement text, reason text, hazard text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_actions constant pggit_internal.action[] := pggit_internal.settled(array(
        select a
        from pggit_internal.actions(
            pggit_internal.own_nodes(p_from), pggit_internal.own_nodes(p_to)
        ) as a
    ));
    v_source_edges pggit_internal.edge[];
    v_target_edges pggit_internal.edge[];
    v_vertices pggit_internal.vertex[];
    v_order integer[];
begin
    perform pggit_internal.check_untracked(v_actions, p_renames);
    v_source_edges := array(
        select e from pggit_internal.source_edges(v_actions) as e where not e.is_together
    );
    perform pggit_internal.check_moved(v_actions, v_source_edges);
    v_target_edges := array(
        select e from pggit_internal.target_edges(v_actions) as e where not e.is_together
    );
    v_vertices := array(
        select v
        from pggit_internal.vertices(
            v_actions, pggit_internal.stepping_aside(v_actions, v_source_edges)
        ) as v
    );
    v_vertices := array(
        select v from pggit_internal.absorbed(v_vertices, v_actions, v_source_edges) as v
    );
    select pggit_internal.sorted(v_vertices, array_agg(o.before), array_agg(o.after)) into v_order
    from pggit_internal.orders(v_vertices, v_actions, v_source_edges, v_target_edges) as o
    where o.before <> o.after;
    return query
    with steps as (
        select 0 as part, s.ordinality, s.statement, s.reason, s.hazard
        from pggit_internal.ordered_statements(
            v_order, v_vertices, v_actions, p_from, p_to
        ) with ordinality as s
        union all
        select 1, k.ordinality, k.statement, k.reason, null
        from pggit_internal.kept_statements(v_actions, p_renames, array(
            select v.place
            from unnest(v_order) with ordinality as o (vertex, position)
            join unnest(v_vertices) as v on v.vertex = o.vertex
            where v.verb = 'make'
            order by o.position
        )) with ordinality as k
    )
    select
        row_number() over (order by s.part, s.ordinality)::integer,
        s.statement, s.reason, s.hazard
    from steps as s;
end
$$;
