-- ALWAYS: recording does not stop for a session with session_replication_role = replica.
do $$
begin
    if not exists (select from pg_event_trigger where evtname = 'pggit_ddl_command_end') then
        create event trigger pggit_ddl_command_end on ddl_command_end
            execute function pggit_internal.on_ddl_command_end();
        alter event trigger pggit_ddl_command_end enable always;
    end if;
    if not exists (select from pg_event_trigger where evtname = 'pggit_sql_drop') then
        create event trigger pggit_sql_drop on sql_drop
            execute function pggit_internal.on_sql_drop();
        alter event trigger pggit_sql_drop enable always;
    end if;
end
$$;
