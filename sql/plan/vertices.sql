-- The statements of a plan as a graph: what is done with each node, and when.
do $$
begin
    if to_regtype('pggit_internal.vertex') is null then
        create type pggit_internal.vertex as (
            vertex integer,  -- its number, from 1
            place integer,  -- of its action
            -- aside, of what steps aside; drop; lift, of a column that goes by way of text; make; fill, of a
            -- table that takes the rows of the one that stepped aside.
            verb text,
            object text,
            kind text,
            name text,
            change text,
            node pggit_internal.node,  -- of the second schema for "make", else of the first
            phase integer,
            is_aside boolean,  -- the action's node steps aside
            parents_place integer,  -- of the action on its parent's, that does this one too; or null
            into_vertex integer  -- the vertex whose statement does this one too; else its own number
        );
    end if;
end
$$;

-- Return the places of the actions whose types and tables step aside: types that are made again while columns
-- have them, and tables that are made again and hold rows.
create or replace function pggit_internal.stepping_aside(
    p_actions pggit_internal.action[], p_source_edges pggit_internal.edge[]
)
returns integer[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        with
        acts as materialized (
            select a.object, a.kind, a.name, a.change, a.source, a.ordinality::integer as place
            from unnest(p_actions) with ordinality as a
        ),
        tables as materialized (
            select a.place, a.object
            from acts as a
            where a.kind = 'table' and a.change = 'again' and (
                not (a.source).facts ? 'partition_key' or exists (
                    select
                    from acts as p
                    join acts as t on t.object = p.object and t.kind = 'table' and t.change = 'drop'
                    where p.kind = 'parent' and p.name = pggit_internal.object_identity(a.object)
                )
            )
        )
        select t.place from tables as t
        union all
        select a.place
        from acts as a
        where a.kind = 'type' and a.change = 'again' and not (a.source).facts ? 'range' and exists (
            select
            from unnest(p_source_edges) as e
            join acts as x on x.place = e.node and x.kind = 'column' and (
                x.change in ('rebuild', 'remake')
                or x.change = 'again' and x.object in (select t.object from tables as t)
            )
            join acts as y on y.place = e.needs and y.kind = 'type' and y.change in ('again', 'drop')
        )
    );
end
$$;

-- List what a plan does, each as the only one of its statement. p_aside: the places that
-- pggit_internal.stepping_aside() returns.
create or replace function pggit_internal.vertices(p_actions pggit_internal.action[], p_aside integer[])
returns setof pggit_internal.vertex
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_implied constant integer[] := pggit_internal.implied(p_actions);
begin
    return query
    select
        v.vertex, v.place, v.verb, v.object, v.kind, v.name, v.change, v.node,
        pggit_internal.phase(v.verb, v.node), v.is_aside, v_implied[v.place], v.vertex
    from (
        select
            row_number() over (order by v.verb desc, a.object, a.kind, a.name)::integer as vertex,
            a.place::integer, v.verb, a.object, a.kind, a.name, a.change, a.place = any (p_aside) as is_aside,
            case v.verb when 'make' then a.target else a.source end as node
        from unnest(p_actions)
            with ordinality as a (object, kind, name, change, source, target, reason, place)
        cross join (values ('aside'), ('drop'), ('lift'), ('make'), ('fill')) as v (verb)
        where case v.verb
            when 'aside' then a.place = any (p_aside)
            when 'fill' then a.kind = 'table' and a.place = any (p_aside)
            when 'drop' then a.change in ('drop', 'again')
            when 'lift' then a.change = 'lift'
            else a.change in ('create', 'again', 'alter', 'rebuild', 'lift', 'remake')
        end
    ) as v
    order by v.vertex;
end
$$;
