-- Which nodes of a schema need which others.
do $$
begin
    if to_regtype('pggit_internal.edge') is null then
        create type pggit_internal.edge as (
            node integer,  -- its place among the nodes, or that of its action among the actions
            needs integer,
            is_for_making boolean,  -- only while they are made
            is_together boolean  -- one is made again with the other, whatever their order
        );
    end if;
end
$$;

-- List the edges between nodes, by their places in the array.
create or replace function pggit_internal.edges(p_nodes pggit_internal.node[])
returns setof pggit_internal.edge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off  -- as in pggit_internal.orders()
set standard_conforming_strings = on
as $$
begin
    return query
    select e.*
    from (
    with nodes as materialized (
        select
            n.object, n.kind, n.name, n.facts, n.names, n.words, n.place::integer as place,
            pggit_internal.mentionable(pggit_internal.object_identity(n.object)) as mention,
            n.kind = pggit_internal.object_type(n.object) as is_whole
        from unnest(p_nodes) with ordinality as n (object, kind, name, "position", facts, names, words, place)
    ),
    mentions as materialized (
        select n.place, n.object, n.words, m.name as mention
        from nodes as n
        cross join unnest(n.names) as m (name)
    )
    -- A part needs its whole.
    select part.place, whole.place, false, false
    from nodes as part
    join nodes as whole on whole.object = part.object and whole.is_whole
    where not part.is_whole
    union
    -- What is mentioned must be there.
    select m.place, n.place, false, false
    from mentions as m
    join nodes as n on n.mention = m.mention and n.is_whole and n.object <> m.object
    union
    -- A multirange comes with its range.
    select m.place, n.place, false, false
    from mentions as m
    join nodes as n on n.facts #>> '{range,multirange}' = m.mention and n.is_whole and n.object <> m.object
    union
    -- So must the columns that are mentioned.
    select m.place, n.place, false, false
    from mentions as m
    join nodes as n on n.mention = m.mention and n.kind = 'column' and n.name = any (m.words)
        and n.object <> m.object
    union
    select part.place, c.place, false, false
    from nodes as part
    join nodes as c on c.object = part.object and c.kind = 'column' and c.place <> part.place
    where part.kind in ('default', 'not null') and c.name = part.name
        or part.kind in ('constraint', 'index', 'trigger', 'rule', 'policy', 'column')
            and c.name = any (part.words) and part.name <> c.name
        or part.kind in ('constraint', 'index') and c.name = any (part.words)
        or part.kind in ('parent', 'of')
    union
    -- A column that the parent makes again would come to its children beside their own.
    select p.place, c.place, false, false
    from nodes as p
    join nodes as c on c.object = 'table ' || p.name and c.kind = 'column'
    where p.kind = 'parent'
    union
    -- A comment needs what it is on.
    select part.place, c.place, false, false
    from nodes as part
    join nodes as c on c.object = part.object and c.kind <> 'comment' and c.name = part.facts ->> 'part' and (
        c.kind = part.facts ->> 'on'
        or c.kind = 'column' and part.facts ->> 'on' = 'identity'
        or c.kind = 'constraint' and part.facts ->> 'on' = 'index'
    )
    where part.kind = 'comment'
    union
    -- A foreign key needs a key of the table that it refers to.
    select m.place, k.place, false, false
    from mentions as m
    join nodes as f on f.place = m.place and f.kind = 'constraint'
        and f.facts ->> 'definition' like 'FOREIGN KEY %'
    join nodes as k on k.mention = m.mention and (
        k.kind = 'constraint' and k.facts ->> 'definition' ~ '^(PRIMARY KEY|UNIQUE)'
        or k.kind = 'index' and k.facts ? 'unique'
    )
    union
    select f.place, k.place, false, false
    from nodes as f
    join nodes as k on k.object = f.object and k.place <> f.place and (
        k.kind = 'constraint' and k.facts ->> 'definition' ~ '^(PRIMARY KEY|UNIQUE)'
        or k.kind = 'index' and k.facts ? 'unique'
    )
    where f.kind = 'constraint' and f.facts ->> 'definition' like 'FOREIGN KEY %REFERENCES self(%'
    union
    -- A view that groups by a primary key needs it.
    select m.place, k.place, false, false
    from mentions as m
    join nodes as v on v.place = m.place and v.facts ->> 'query' ~ '\mGROUP BY\M'
    join nodes as k on k.mention = m.mention and k.kind = 'constraint'
        and k.facts ->> 'definition' ~ '^PRIMARY KEY'
    union
    -- Whether a partition's trigger fires is said once it has the trigger, and that of the whole is done.
    select st.place, t.place, false, false
    from nodes as st
    join nodes as p on p.object = st.object and p.kind = 'parent'
    join nodes as t on t.place = p.place
        or t.object = 'table ' || p.name and t.kind in ('trigger', 'trigger state') and t.name = st.name
    where st.kind = 'trigger state'
    union
    -- A child is attached with its keys, checks and indexes in place.
    select p.place, k.place, false, false
    from nodes as p
    join nodes as k on k.object = p.object and k.kind in ('constraint', 'index', 'not null', 'default')
    where p.kind = 'parent'
    union
    -- A partitioned table gets an index or key once its partitions have theirs: equal ones are taken.
    select k.place, c.place, true, false
    from nodes as p
    join nodes as k on pggit_internal.object_identity(k.object) = p.name and k.kind in ('constraint', 'index')
    join nodes as c on c.object = p.object and (c.place = p.place or c.kind in ('constraint', 'index'))
    where p.kind = 'parent' and p.facts ? 'bound'
        and (k.kind = 'index' or k.facts ? 'keys' or k.facts ->> 'definition' ~ '^(PRIMARY KEY|UNIQUE)')
        and coalesce(c.facts ->> 'attached', k.name) = k.name
    union
    -- Of equal ones, those that shall not be taken come after.
    select c.place, k.place, true, false
    from nodes as p
    join nodes as k on pggit_internal.object_identity(k.object) = p.name and k.kind in ('constraint', 'index')
    join nodes as c on c.object = p.object and c.kind = 'index' and c.facts ->> 'attached' <> k.name
    where p.kind = 'parent' and p.facts ? 'bound'
    union
    -- A partition's index, key or check that is its parent's goes with that, and keeps it from going alone.
    select together.node, together.needs, false, true
    from nodes as p
    join nodes as k on pggit_internal.object_identity(k.object) = p.name
        and k.kind in ('constraint', 'index') and not k.facts ? 'invalid'
    join nodes as c on c.object = p.object and c.kind = k.kind
        and c.facts - '{attached,name}'::text[] = k.facts - '{attached,name}'::text[]
        and coalesce(c.facts ->> 'attached', k.name) = k.name
        and (
            c.name = k.name or k.kind = 'index' or k.facts ? 'keys'
            or k.facts ->> 'definition' ~ '^(PRIMARY KEY|UNIQUE)'
        )
    cross join lateral (values (c.place, k.place), (k.place, c.place)) as together (node, needs)
    where p.kind = 'parent' and p.facts ? 'bound'
    union
    -- Everything needs its schema.
    select n.place, s.place, false, false
    from nodes as n
    join nodes as s on s.kind = 'schema' and n.mention like replace(s.mention, '_', '\_') || '.%'
    where n.is_whole and n.kind <> 'schema'
    union
    -- A serial column's default needs the sequence that the column owns.
    select d.place, s.place, false, false
    from nodes as d
    join nodes as o on o.kind = 'owned by'
        and o.facts ->> 'column'
            = pggit_internal.object_identity(d.object) || '.' || pggit_internal.quoted(d.name)
    join nodes as s on s.object = o.object and s.kind = 'sequence'
    where d.kind = 'default' and d.facts ->> 'expression' = 'serial'
    ) as e;
end
$$;

-- List the edges between actions, by their places, as their nodes in the first schema have them.
create or replace function pggit_internal.source_edges(p_actions pggit_internal.action[])
returns setof pggit_internal.edge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places integer[];
    v_nodes pggit_internal.node[];
begin
    select array_agg(a.place::integer order by a.place), array_agg(a.source order by a.place)
    into v_places, v_nodes
    from unnest(p_actions) with ordinality as a (object, kind, name, change, source, target, reason, place)
    where a.change <> 'create';
    return query
    select v_places[e.node], v_places[e.needs], e.is_for_making, e.is_together
    from pggit_internal.edges(v_nodes) as e
    where not e.is_for_making;
end
$$;

-- List the edges between actions, by their places, as their nodes in the second schema have them.
create or replace function pggit_internal.target_edges(p_actions pggit_internal.action[])
returns setof pggit_internal.edge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places integer[];
    v_nodes pggit_internal.node[];
begin
    select array_agg(a.place::integer order by a.place), array_agg(a.target order by a.place)
    into v_places, v_nodes
    from unnest(p_actions) with ordinality as a (object, kind, name, change, source, target, reason, place)
    where a.change <> 'drop';
    return query
    select v_places[e.node], v_places[e.needs], e.is_for_making, e.is_together
    from pggit_internal.edges(v_nodes) as e;
end
$$;
