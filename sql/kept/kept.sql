-- What no definition holds and is lost where an object or a part is made again: it is read from the live
-- catalog, where the object is live under the name that it has in the first schema.

-- Return the statement that gives a routine the planner's hints of a live one, where they are not the usual.
create or replace function pggit_internal.kept_execution(p_identity text, p_routine oid)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select format('alter routine %s %s', p_identity, h.hints)
    from pg_proc as p
    join pg_language as l on l.oid = p.prolang
    cross join lateral (
        select concat_ws(
            ' ',
            case when p.procost <> case when l.lanname in ('internal', 'c') then 1 else 100 end
                then 'cost ' || p.procost end,
            case when p.proretset and p.prorows <> 1000 then 'rows ' || p.prorows end,
            case when p.prosupport <> 0 then 'support ' || p.prosupport::regproc end
        )
    ) as h (hints)
    where p.oid = p_routine and h.hints <> '';
end
$$;

-- Return the statements for what a whole object has. p_change: "alter" keeps all but what CREATE OR REPLACE
-- takes from a routine.
create or replace function pggit_internal.kept_of_object(
    p_target pggit_internal.node, p_change text, p_classid oid, p_objid oid
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_target.object);
begin
    if p_target.kind in ('function', 'procedure') then
        return query select s from pggit_internal.kept_execution(v_identity, p_objid) as s;
    end if;
    if p_change <> 'again' then
        return;
    end if;
    if p_target.kind in ('table', 'materialized view') then
        return query select s from pggit_internal.kept_storage(p_target.kind, v_identity, p_objid) as s;
    end if;
    if p_target.kind in ('view', 'materialized view') then
        return query
        select s
        from jsonb_array_elements(p_target.facts -> 'columns') as c
        cross join lateral pggit_internal.kept_column(
            p_target.object, c.value ->> 'name', p_objid, c.value ->> 'name'
        ) as s;
    end if;
    if p_target.kind = 'sequence' then
        return query
        select format('select pg_catalog.setval(%L, %s)', v_identity, s.value)
        from pg_sequence_last_value(p_objid) as s (value)
        where s.value is not null;
    end if;
    return query select s from pggit_internal.kept_rights(p_target.object, p_classid, p_objid) as s;
    return query select s from pggit_internal.kept_labels(
        format('%s %s', pggit_internal.kind_word(p_target.object, false), v_identity), p_classid, p_objid, 0
    ) as s;
end
$$;

-- Return the statements that put it back, once all is made, and fill new materialized views; why each is
-- there. p_renames: of pggit_internal.with_room(). p_made: places of actions in the order in which they
-- make something: what is filled from another is filled after it.
create or replace function pggit_internal.kept_statements(
    p_actions pggit_internal.action[], p_renames jsonb, p_made integer[]
)
returns table (statement text, reason text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select
        k.statement,
        case a.change
            when 'create' then pggit_internal.plain_reason(
                row(a.object, a.kind, a.name, a.change, a.source, a.target, a.reason)
            )
            else format('kept: %s is made again', pggit_internal.described(a.target))
        end
    from unnest(p_actions) with ordinality as a (object, kind, name, change, source, target, reason, place)
    cross join lateral pggit_internal.live_object(
        pggit_internal.object_type(a.object) || ' '
        || pggit_internal.identity_before_renames(a.object, p_renames)
    ) as live
    cross join lateral (
        select s, 1 from pggit_internal.kept_of_object(a.target, a.change, live.classid, live.objid) as s
        where a.kind = pggit_internal.object_type(a.object)
        union all
        select s, 1 from pggit_internal.kept_column(
            a.object, a.name, live.objid, pggit_internal.column_before_renames(a.object, a.name, p_renames)
        ) as s
        where a.kind = 'column' and a.change in ('again', 'remake')
        union all
        select s, 1 from pggit_internal.kept_index(a.object, a.name, live.objid) as s
        where a.kind in ('index', 'constraint') and a.change = 'again'
            and pggit_internal.object_type(a.object) <> 'type'
        union all
        select s, 1 from pggit_internal.kept_numbers(
            a.target, pggit_internal.live_numbers(
                live.objid, pggit_internal.column_before_renames(a.object, a.name, p_renames)
            ), null
        ) as s
        where a.kind = 'column' and (a.target).facts -> 'identity' ? 'sequence'
            and (a.change in ('again', 'remake') or not (a.source).facts ? 'identity')
        union all
        select s, 1
        from unnest(p_actions) as o
        cross join lateral pggit_internal.kept_numbers(
            a.target, pggit_internal.live_numbers(
                live.objid, pggit_internal.column_before_renames(a.object, a.name, p_renames)
            ), o.object
        ) as s
        where a.kind = 'column' and o.kind = 'owned by' and o.change = 'create'
            and (o.target).facts ->> 'column'
                = pggit_internal.object_identity(a.object) || '.' || pggit_internal.quoted(a.name)
        union all
        -- A new one is filled, as CREATE does it.
        select format('refresh materialized view %s', pggit_internal.sql_name(a.object)), 2
        where a.kind = 'materialized view' and (
                a.change = 'create' or a.change = 'again'
                and (select c.relispopulated from pg_class as c where c.oid = live.objid)
            )
    ) as k (statement, rank)
    where a.change = 'create' and a.kind = 'materialized view'
        or a.change in ('again', 'alter', 'rebuild', 'remake') and live.objid is not null
    order by k.rank, array_position(p_made, a.place::integer);
end
$$;
