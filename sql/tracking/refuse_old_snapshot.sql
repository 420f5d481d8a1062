-- Under REPEATABLE READ and SERIALIZABLE: fails with 40001 where another transaction has recorded a change
-- since this one's snapshot. DDL works on the catalog as it is; recorded from an old snapshot, it would
-- miss what depends on it, or give a name an old version. No query can see the rows in question, but an
-- insert meets them: so every number that history lacks is tried. Most are of what was rolled back.
create or replace function pggit_internal.refuse_old_snapshot()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into pggit_internal.history (
        id, object_id, step, identity, key, major, minor, patch, change_type, severity, definition_hash,
        statement_id, branch_name, changed_at, changed_by, seal
    )
    overriding system value
    select n, -n, 0, '', '', 0, 0, 0, '', '', '', 0, '', clock_timestamp(), '', ''
    from pggit_internal.history_id_seq as s
    cross join lateral generate_series(1, s.last_value) as n
    where not exists (select from pggit_internal.history as h where h.id = n)
    on conflict (id) do nothing;
    delete from pggit_internal.history as h where h.step = 0;
end
$$;
