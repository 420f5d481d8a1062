-- Mark the columns that must be made again for the order of the target: all after the longest beginning of
-- it that is there in order.
create or replace function pggit_internal.ordered_columns(p_actions pggit_internal.action[])
returns pggit_internal.action[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off  -- as in pggit_internal.orders()
as $$
declare
    v_actions pggit_internal.action[] := p_actions;
    v_column record;
    v_object text := '';
    v_last integer;
    v_is_moved boolean;
begin
    for v_column in
        select a.ordinality::integer as place, a.object, a.change, (a.source).position as before,
            coalesce((a.target).facts ? 'generated', false) as is_computed
        from unnest(p_actions) with ordinality as a
        where a.kind = 'column' and a.change <> 'drop'
            and exists (
                select from unnest(p_actions) as w
                where w.object = a.object and w.kind = 'table' and w.change in ('keep', 'alter')
            )
        order by a.object, (a.target).position
    loop
        if v_column.object <> v_object then
            v_object := v_column.object;
            v_last := 0;
            v_is_moved := false;
        end if;
        if v_column.change in ('create', 'again') or v_column.before < v_last then
            v_is_moved := true;
        end if;
        v_last := greatest(v_last, v_column.before);
        if v_is_moved and v_column.change in ('keep', 'alter', 'rebuild', 'lift') then
            -- What is computed has no values to take along, and goes before what it is computed from.
            v_actions[v_column.place].change := case when v_column.is_computed then 'again' else 'remake' end;
            v_actions[v_column.place].reason := 'columns come in another order';
        end if;
    end loop;
    return v_actions;
end
$$;
