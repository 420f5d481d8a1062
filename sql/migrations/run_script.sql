-- The settings that a script may change and that are visible, by name. (Settings of the user's own, whose
-- names have a dot, are not listed by the server.) search_path and the transaction's own are left out.
create or replace function pggit_internal.settings()
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(s.name, jsonb_build_object(
            'value', s.setting, 'source', s.source, 'context', s.context
        ))
        from pg_settings as s
        where s.context in ('user', 'superuser') and s.name !~ '^(transaction_(isolation|read_only|deferrable)|search_path|lock_timeout)$'
    );
end
$$;

-- Make the settings that the current role may set what they were, for the session. One that did not come
-- from SET goes back to where it came from.
create or replace function pggit_internal.restore_settings(p_settings jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_setting record;
begin
    for v_setting in
        select was.key as name, was.value ->> 'value' as value, was.value ->> 'source' = 'session' as is_of_session
        from jsonb_each(p_settings) as was
        join jsonb_each(pggit_internal.settings()) as now on now.key = was.key
        where now.value ->> 'value' <> was.value ->> 'value'
            and (was.value ->> 'context' = 'user' or has_parameter_privilege(was.key, 'SET'))
    loop
        if v_setting.is_of_session then
            perform set_config(v_setting.name, v_setting.value, false);
        else
            execute format('reset %I', v_setting.name);
        end if;
    end loop;
end
$$;

-- Run a script with the caller's rights, under the search_path p_path. Afterwards role, settings and
-- search_path are the caller's again, whatever the script has set: the next script begins where this one
-- did.
create or replace function pggit_internal.run_script(p_script text, p_path text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text := current_setting('role');
    v_user name := session_user;
    v_settings jsonb := pggit_internal.settings();
    v_lock_timeout text := pggit_internal.limit_waiting(pggit_internal.has_repository_lock());
    v_lock_timeout_of_script text := current_setting('lock_timeout');
    v_sqlstate text;
    v_message text;
    v_detail text;
begin
    perform set_config('search_path', p_path, true);
    execute p_script;

    -- From here on names would be looked up along the script's path. pggit_internal.under_path() sets the caller's
    -- again.
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config(
        'lock_timeout', v_lock_timeout, current_setting('lock_timeout') = v_lock_timeout_of_script
    );
    -- Twice: a role that the script has taken may set what the caller may not, and the other way round.
    perform pggit_internal.restore_settings(v_settings);
    if session_user <> v_user then
        execute format('set session authorization %I', v_user);
    end if;
    -- Only if it changed: a role cannot be set where a SECURITY DEFINER function migrates. It may be one
    -- that the caller has taken with SET LOCAL, and must not outlive his transaction; only the first
    -- statement of a transaction has no SET LOCAL before it.
    if current_setting('role') <> v_role then
        perform set_config('role', v_role, v_role <> 'none' and statement_timestamp() <> transaction_timestamp());
    end if;
    perform pggit_internal.restore_settings(v_settings);
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

-- Return p_result, under the caller's search_path again: where a script has set another one, run_script()
-- leaves pggit's. p_path is what it was before the call that made p_result, p_path_now what it is after
-- it: PostgreSQL computes arguments in their order.
create or replace function pggit_internal.under_path(p_path text, p_result boolean, p_path_now text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_path_now <> p_path then
        -- For the session, as otherwise it would end with this function.
        perform set_config('search_path', p_path, false);
    end if;
    return p_result;
end
$$;
