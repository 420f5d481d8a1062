-- Locks a table or view. Where lock_timeout is what pggit_internal.limit_waiting() made it, without waiting at
-- all: PostgreSQL sees a deadlock of two sessions that have locks on one table at once, and would say 40P01.
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
