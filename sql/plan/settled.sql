-- Find all that must be made again: for what it hangs on, and for the order of columns, until neither finds
-- more.
create or replace function pggit_internal.settled(p_actions pggit_internal.action[])
returns pggit_internal.action[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_actions pggit_internal.action[] := p_actions;
    v_spread pggit_internal.action[];
begin
    loop
        v_spread := pggit_internal.spread(v_actions);
        v_actions := pggit_internal.ordered_columns(v_spread);
        exit when v_actions = v_spread;
    end loop;
    return v_actions;
end
$$;
