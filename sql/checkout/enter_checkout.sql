-- Take the locks of a checkout and return the steps of history that this statement has added before it. One
-- checkout or migration at a time: both run DDL, so their lock comes before those of tables, and the
-- repository's after them.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.enter_checkout()
returns bigint[]
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.lock_migrations();
    return pggit_internal.steps_of_statement();
end
$$;

-- List the steps of history that the current statement has added and no commit holds.
create or replace function pggit_internal.steps_of_statement()
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select p.history_id
        from pggit_internal.pending as p
        join pggit_internal.history as h on h.id = p.history_id
        join pggit_internal.statements as s on s.id = h.statement_id
        where s.sent_at = statement_timestamp() and s.process_id = pg_backend_pid()
    );
end
$$;
