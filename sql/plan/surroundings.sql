-- List what the statement of each vertex needs of other nodes, for pggit_internal.statements_for():
-- is_aside, what it drops has stepped aside; is_taken_along, it was part of what has; is_inherited,
-- children have it too; is_new, its table is new; of a table its columns, and its old ones; of a domain its
-- constraints; of a column or default the sequence that the column owns, and the default that comes with
-- it; way, how its values go where its type has stepped aside, and ways, for each attribute of such a type.
create or replace function pggit_internal.surroundings(
    p_vertices pggit_internal.vertex[], p_actions pggit_internal.action[],
    p_from pggit_internal.node[], p_to pggit_internal.node[]
)
returns table (vertex integer, facts jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with
    aside as materialized (
        select
            a.kind, a.place, pggit_internal.object_identity(a.object) as identity,
            pggit_internal.mentionable(pggit_internal.object_identity(a.object)) as mention,
            case when a.kind = 'type' then case (a.node).facts ->> 'kind' when 'c' then 'cast' else 'text' end
            end as way
        from unnest(p_vertices) as a
        where a.verb = 'aside'
    ),
    taken_along as (
        select distinct part.object
        from unnest(p_actions) as part
        join aside as a on a.identity = part.name
        where part.kind = 'parent'
    ),
    inherited as (
        select distinct child.name as identity
        from unnest(p_actions) as child
        where child.kind = 'parent' and child.change = 'keep' and not (child.source).facts ? 'bound'
    ),
    new_tables as (
        select w.object from unnest(p_actions) as w where w.kind = 'table' and w.change = 'create'
    ),
    columns as (
        select t.object, jsonb_agg(t.facts order by t.position) as facts
        from unnest(p_to) as t
        where t.kind = 'column'
        group by t.object
    ),
    ways as materialized (
        select
            f.object, f.name, f.position, f.facts,
            (select min(a.way) from aside as a where a.mention = any (f.names)) as way
        from unnest(p_from) as f
        where f.kind = 'column'
    ),
    old_columns as (
        select f.object, jsonb_agg(
            f.facts || jsonb_strip_nulls(jsonb_build_object('way', f.way)) order by f.position
        ) as facts
        from ways as f
        group by f.object
    ),
    attribute_ways as (
        select t.place, jsonb_object_agg(c.value ->> 'name', (
            select min(a.way)
            from aside as a
            where a.mention = any (pggit_internal.mentioned_names(c.value ->> 'type'))
        )) as facts
        from aside as t
        cross join lateral jsonb_array_elements((p_actions[t.place].source).facts -> 'columns') as c
        where t.way = 'cast'
        group by t.place
    ),
    constraints as (
        select t.object, jsonb_object_agg(t.name, t.facts) as facts
        from unnest(p_to) as t
        where t.kind = 'constraint'
        group by t.object
    ),
    owned as (
        select
            t.facts ->> 'column' as owner,
            min(pggit_internal.sql_name(t.object)) as sequence
        from unnest(p_to) as t
        where t.kind = 'owned by'
        group by t.facts ->> 'column'
    ),
    defaults as (
        select t.object, t.name, t.facts ->> 'expression' as expression
        from unnest(p_to) as t
        where t.kind = 'default'
    )
    select v.vertex, jsonb_build_object('is_new', n.object is not null) || case
        when v.verb = 'drop' then jsonb_build_object(
            'is_aside', v.is_aside, 'is_taken_along', g.object is not null,
            'is_inherited', i.identity is not null
        )
        when v.kind = 'table' then jsonb_build_object(
            'columns', coalesce(c.facts, '[]'), 'old_columns', coalesce(o.facts, '[]')
        )
        when v.kind = 'type' then jsonb_build_object('constraints', coalesce(k.facts, '{}'))
            || case when w.place is not null then jsonb_build_object('ways', w.facts) else '{}' end
        when v.kind in ('column', 'default') then jsonb_build_object(
            'sequence', s.sequence,
            'default', case when v.change in ('create', 'again') then d.expression end,
            'way', f.way
        )
        else '{}'
    end
    from unnest(p_vertices) as v
    cross join lateral (select pggit_internal.object_identity(v.object)) as named (identity)
    left join new_tables as n on n.object = v.object
    left join taken_along as g on g.object = v.object
    left join inherited as i on i.identity = named.identity
    left join columns as c on c.object = v.object
    left join old_columns as o on o.object = v.object
    left join constraints as k on k.object = v.object
    left join owned as s on s.owner = named.identity || '.' || quote_ident(v.name)
    left join attribute_ways as w on w.place = v.place and v.verb = 'make'
    left join ways as f on v.kind = 'column' and f.object = v.object and f.name = v.name
    left join defaults as d on v.kind = 'column' and d.object = v.object and d.name = v.name;
end
$$;
