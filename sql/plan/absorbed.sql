-- Return the vertices with what one statement does for several: their into_vertex is that of the statement.
create or replace function pggit_internal.absorbed(
    p_vertices pggit_internal.vertex[], p_actions pggit_internal.action[],
    p_source_edges pggit_internal.edge[]
)
returns setof pggit_internal.vertex
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
as $$
begin
    return query
    with
    vertices as materialized (
        select v.* from unnest(p_vertices) as v
    ),
    absorptions as materialized (
        -- A part is made and dropped with its whole.
        select part.vertex, min(whole.vertex) as into_vertex
        from vertices as part
        join vertices as whole on whole.object = part.object
            and whole.kind = pggit_internal.object_type(part.object)
            and whole.verb = part.verb and whole.vertex <> part.vertex
        where part.verb = 'drop' and not (
                whole.kind = 'table' and whole.is_aside
                and part.kind not in ('column', 'default', 'not null', 'comment')
            ) and not (
                (
                    part.kind = 'constraint' and (part.node).facts ->> 'definition' like 'FOREIGN KEY %'
                    or part.kind in ('policy', 'rule')
                ) and exists (
                    select
                    from unnest(p_source_edges) as e
                    join vertices as other on other.place = e.needs and other.verb = 'drop'
                    where e.node = part.place and other.object <> part.object
                )
            )
            or part.verb = 'make' and part.kind = 'column' and whole.change in ('create', 'again')
            -- What uses a domain keeps it from getting a check.
            or part.verb = 'make' and part.kind = 'constraint' and whole.kind = 'type'
            and whole.change in ('create', 'again') and (part.node).facts ->> 'definition' !~ ' NOT VALID$'
        group by part.vertex
        union all
        -- What a child has of its parent comes and goes with the parent's.
        select c.vertex, p.vertex
        from vertices as c
        join vertices as p on p.place = c.parents_place and p.verb = c.verb
        where c.verb = 'drop' and exists (
                select from unnest(p_actions) as x
                where x.object = c.object and x.kind = 'parent' and (x.source).facts ? 'bound'
            )
            or c.verb <> 'drop' and c.kind <> 'index' and (c.node).facts = (p.node).facts and not (
                c.kind = 'constraint' and (
                    (c.node).facts ? 'keys' or (c.node).facts ->> 'definition' ~ '^(PRIMARY KEY|UNIQUE)'
                )
            )
        union all
        -- A column that is added comes with its default, which fills it.
        select d.vertex, c.vertex
        from vertices as d
        join vertices as c on c.object = d.object and c.kind = 'column' and c.name = d.name
            and c.verb = 'make' and c.change in ('create', 'again')
        where d.kind = 'default' and d.verb = 'make' and d.change in ('create', 'again')
            and not exists (
                select from vertices as w
                where w.object = d.object and w.kind = 'table' and w.verb = 'make'
                    and w.change in ('create', 'again')
            )
        union all
        -- A sequence goes with the column that owns it.
        select s.vertex, min(coalesce(w.vertex, c.vertex))
        from vertices as s
        join vertices as o on o.object = s.object and o.kind = 'owned by' and o.verb = 'drop'
        join unnest(p_source_edges) as e on e.node = o.place
        join vertices as c on c.place = e.needs and c.verb = 'drop' and c.kind = 'column'
        left join vertices as w on w.object = c.object and w.kind = 'table' and w.verb = 'drop'
        where s.kind = 'sequence' and s.verb = 'drop'
        group by s.vertex
    ),
    -- A vertex goes into one only, which may itself go into another.
    first_of as materialized (
        select a.vertex, min(a.into_vertex) as into_vertex from absorptions as a group by a.vertex
    )
    select
        v.vertex, v.place, v.verb, v.object, v.kind, v.name, v.change, v.node, v.phase, v.is_aside,
        v.parents_place, coalesce(b.into_vertex, a.into_vertex, v.vertex)
    from vertices as v
    left join first_of as a on a.vertex = v.vertex
    left join first_of as b on b.vertex = a.into_vertex
    order by v.vertex;
end
$$;
