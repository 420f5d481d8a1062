-- Makes sure that the event triggers are there and fire in every session. ALWAYS: recording does not stop
-- for one with session_replication_role = replica.
create or replace function pggit_internal.ensure_event_triggers()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_event text;
begin
    foreach v_event in array array['ddl_command_end', 'sql_drop', 'table_rewrite'] loop
        if not exists (
            select
            from pg_event_trigger as t
            where t.evtname = 'pggit_' || v_event
                and t.evtenabled = 'A'
                and t.evtfoid = format('pggit_internal.on_%s()', v_event)::regprocedure
        ) then
            execute format('drop event trigger if exists pggit_%s', v_event);
            execute format(
                'create event trigger pggit_%1$s on %1$s execute function pggit_internal.on_%1$s()', v_event
            );
            execute format('alter event trigger pggit_%s enable always', v_event);
        end if;
    end loop;
end
$$;

do $$
begin
    perform pggit_internal.ensure_event_triggers();
end
$$;
