-- Locks a table or view. Where pggit_internal.limit_waiting() set the lock_timeout, without waiting at all:
-- PostgreSQL sees at once that two sessions with locks on one table cannot go on, and would say 40P01.
create or replace function pggit_internal.lock_relation(p_relation text, p_mode text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'lock table %s in %s mode%s',
        p_relation, p_mode, case when current_setting('lock_timeout') = '1ms' then ' nowait' end
    );
end
$$;
