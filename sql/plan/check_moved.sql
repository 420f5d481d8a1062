-- Columns that come in another order cannot be made again where values keep a type by its name or place.

-- Raise 0A000 for a column of a table whose row type another column has, and for one whose type is made again
-- under its own name. p_edges: of pggit_internal.source_edges().
create or replace function pggit_internal.check_moved(
    p_actions pggit_internal.action[], p_edges pggit_internal.edge[]
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_found record;
begin
    with acts as materialized (
        select a.object, a.kind, a.change, a.source, a.place::integer as place
        from unnest(p_actions)
            with ordinality as a (object, kind, name, change, source, target, reason, place)
    )
    select
        pggit_internal.described(moved.source) as moved,
        pggit_internal.described(held.source) || ' has the row type' as reason
    into v_found
    from acts as moved
    join acts as w on w.object = moved.object and w.kind = 'table' and w.change in ('keep', 'alter')
    join unnest(p_edges) as e on e.needs = w.place
    join acts as held on held.place = e.node and held.kind = 'column' and held.object <> moved.object
        and held.change <> 'drop'
    where moved.kind = 'column' and moved.change in ('remake', 'again')
    union all
    select pggit_internal.described(moved.source), pggit_internal.described(t.source) || ' is made again'
    from acts as moved
    join unnest(p_edges) as e on e.node = moved.place
    join acts as t on t.place = e.needs and t.change = 'again'
        and pggit_internal.is_lifted(p_actions[t.place])
    where moved.kind = 'column' and moved.change = 'remake'
    order by 1, 2
    limit 1;
    if found then
        raise exception '% cannot come in another place: %', v_found.moved, v_found.reason
            using errcode = '0A000',
                hint = 'Take the step in two: first with the order of columns as it is.';
    end if;
end
$$;
