-- Runs a script with the rights of whoever calls, under the search_path p_path. Afterwards search_path and
-- role are the caller's again, so that the next script of the transaction begins where this one did.
-- What a script sets without LOCAL lasts in the session once the transaction is over, as everywhere.
create or replace function pggit_internal.run_script(p_script text, p_path text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text := current_setting('role');
    v_lock_timeout text := pggit_internal.limit_waiting(pggit_internal.has_repository_lock());
    v_sqlstate text;
    v_message text;
    v_detail text;
begin
    perform set_config('search_path', p_path, true);
    execute p_script;

    -- From here on names would be looked up along the script's path.
    perform pg_catalog.set_config('search_path', p_path, true);
    perform pg_catalog.set_config('lock_timeout', v_lock_timeout, true);
    -- Only if it changed: it cannot be set at all where a SECURITY DEFINER function migrates.
    if pg_catalog.current_setting('role') operator(pg_catalog.<>) v_role then
        perform pg_catalog.set_config('role', v_role, true);
    end if;
exception when active_sql_transaction or invalid_transaction_termination then
    get stacked diagnostics
        v_sqlstate = returned_sqlstate, v_message = message_text, v_detail = pg_exception_context;
    raise exception '%', v_message
        using errcode = v_sqlstate,
            detail = v_detail,
            hint = 'A script runs inside a transaction. Do by hand what cannot, between'
                ' pggit.begin_migration() and pggit.complete_migration().';
end
$$;
