-- Return whether columns that have a type go by way of text while it is made again: a range, whose
-- constructors keep its name, or the row type of a relation.
create or replace function pggit_internal.is_lifted(p_needs pggit_internal.action)
returns boolean
language sql
immutable
return (p_needs).name = '' and (
    (p_needs).kind in ('table', 'view', 'materialized view')
    or (p_needs).kind = 'type' and ((p_needs).source).facts ? 'range'
);

-- Find what hangs on nodes that are dropped and made again, or rebuilt: it must go first and come back after.
create or replace function pggit_internal.spread(p_actions pggit_internal.action[])
returns pggit_internal.action[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off  -- as in pggit_internal.orders()
-- In a plan for these values, and in a FOR loop, an element of an array is looked for from the first.
set plan_cache_mode = force_generic_plan
as $$
declare
    v_actions pggit_internal.action[] := p_actions;
    v_node integer[];
    v_needs integer[];
    v_found_node integer[];
    v_found_needs integer[];
    v_one integer;
    v_other integer;
    v_found record;
    v_any boolean;
begin
    -- A label that is added cannot be used in the same transaction, but by a type that is new in it.
    for v_found in
        select e.ordinality as place
        from unnest(p_actions) with ordinality as e
        where e.kind = 'type' and e.change = 'alter' and (e.target).facts ->> 'kind' = 'e' and exists (
            select
            from unnest(p_actions) as user_of
            cross join jsonb_array_elements_text((e.target).facts -> 'labels') as l
            where user_of.change <> 'keep' and user_of.change <> 'drop'
                and not (e.source).facts -> 'labels' ? l
                and strpos((user_of.target).facts::text, btrim(to_json(
                    format('%L::%s', l, pggit_internal.object_identity(e.object))
                )::text, '"')) > 0
        )
    loop
        v_actions[v_found.place].change := 'again';
        v_actions[v_found.place].reason := 'a label is new and used';
    end loop;
    select array_agg(e.node), array_agg(e.needs) into v_node, v_needs
    from pggit_internal.source_edges(v_actions) as e
    -- A partition that goes takes its indexes along, and the whole keeps its own.
    where not (
        e.is_together and v_actions[e.needs].change = 'drop' and not exists (
            select from unnest(v_actions) as p
            where p.object = v_actions[e.needs].object and p.kind = 'parent' and p.change = 'keep'
        )
    );
    if v_node is null then
        return v_actions;
    end if;
    loop
        v_any := false;
        select array_agg(f.node), array_agg(f.needs) into v_found_node, v_found_needs
        from (
            select e.node, min(e.needs) as needs
            from unnest(v_node, v_needs) as e (node, needs)
            where (
                    v_actions[e.needs].change in ('again', 'rebuild', 'lift', 'remake')
                    -- The same text means another object of the name then.
                    or v_actions[e.needs].change = 'drop' and v_actions[e.needs].name = ''
                    and exists (
                        select from unnest(v_actions) as other
                        where other.change = 'create' and other.name = ''
                            and pggit_internal.mentionable(pggit_internal.object_identity(other.object))
                                = pggit_internal.mentionable(
                                    pggit_internal.object_identity(v_actions[e.needs].object)
                                )
                    )
                    -- A foreign key, or a view that groups by a key, takes another one.
                    or v_actions[e.needs].change = 'drop'
                    and v_actions[e.needs].kind in ('constraint', 'index')
                    and v_actions[e.node].kind not in ('parent', 'comment')
                    -- An attribute is dropped that is used.
                    or v_actions[e.needs].change = 'alter' and v_actions[e.needs].kind = 'type'
                    and v_actions[e.node].kind not in ('column', 'type', 'table', 'comment')
                    and (v_actions[e.node].source).words && pggit_internal.dropped_attributes(
                        v_actions[e.needs].source, v_actions[e.needs].target
                    )
                    -- A typed table must let go of its type while that changes.
                    or v_actions[e.needs].change = 'alter' and v_actions[e.needs].kind = 'type'
                    and v_actions[e.node].kind = 'of'
                    -- A row type cannot change in place while a column has it.
                    or v_actions[e.node].kind = 'column' and v_actions[e.needs].kind = 'table'
                    and v_actions[e.node].object <> v_actions[e.needs].object
                    and exists (
                        select from unnest(v_actions) as other
                        where other.object = v_actions[e.needs].object and other.kind = 'column'
                            and other.change in ('rebuild', 'lift')
                    )
                )
                and (
                    v_actions[e.node].change in ('keep', 'alter')
                    or v_actions[e.node].change = 'rebuild' and pggit_internal.is_lifted(v_actions[e.needs])
                    and v_actions[e.node].object <> v_actions[e.needs].object
                    or v_actions[e.node].change in ('rebuild', 'lift')
                    and not (
                        v_actions[e.node].kind = 'column'
                        and v_actions[e.node].object <> v_actions[e.needs].object
                    )
                )
                and not (
                    v_actions[e.node].kind = 'parent' and v_actions[e.needs].kind = 'column'
                    and v_actions[e.needs].object <> v_actions[e.node].object
                    and v_actions[e.needs].change <> 'remake'
                )
                and not (
                    v_actions[e.needs].change = 'rebuild'
                    and (
                        v_actions[e.node].kind = 'parent'
                        or v_actions[e.node].kind in ('constraint', 'index')
                        and v_actions[e.node].object = v_actions[e.needs].object
                    )
                )
                and not (
                    v_actions[e.node].kind = 'comment' and v_actions[e.needs].change in ('rebuild', 'lift')
                    or v_actions[e.node].kind = 'parent'
                    and v_actions[e.needs].kind in ('constraint', 'index', 'default', 'not null')
                )
            group by e.node
        ) as f;
        for v_place in 1..coalesce(cardinality(v_found_node), 0) loop
            v_any := true;
            v_one := v_found_node[v_place];
            v_other := v_found_needs[v_place];
            -- A column takes another type with its rows.
            v_actions[v_one].change := case
                when v_actions[v_one].kind <> 'column'
                    or v_actions[v_one].object = v_actions[v_other].object then 'again'
                when pggit_internal.is_lifted(v_actions[v_other]) then 'lift'
                when v_actions[v_other].kind = 'type' then 'rebuild'
                else 'again'
            end;
            v_actions[v_one].reason := format(
                'depends on %s', pggit_internal.described(v_actions[v_other].source)
            );
        end loop;
        -- The type of a partitioned table's key cannot change: the table, which has no rows, is made again.
        for v_found in
            select t.ordinality as node, c.ordinality as needs
            from unnest(v_actions) with ordinality as t
            join unnest(v_actions) with ordinality as c on c.object = t.object and c.kind = 'column'
            where t.kind = 'table' and t.change in ('keep', 'alter') and (t.source).facts ? 'partition_key'
                and c.change in ('rebuild', 'lift') and c.name = any ((t.source).words)
        loop
            v_any := true;
            v_actions[v_found.node].change := 'again';
            v_actions[v_found.node].reason := format(
                'depends on %s', pggit_internal.described(v_actions[v_found.needs].source)
            );
        end loop;
        exit when not v_any;
    end loop;
    return v_actions;
end
$$;
