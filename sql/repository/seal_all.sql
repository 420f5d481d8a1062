-- Enters every row that is sealed into the ledger and notes what pggit's own tables look like: on the
-- first install, and when an upgrade changed tables.
create or replace function pggit_internal.seal_all()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.seal(s.table_name, s.row_key, s.row_hash) from pggit_internal.sealed_rows() as s;
    delete from pggit_internal.own_tables;
    insert into pggit_internal.own_tables (table_name, definition_hash)
    select h.table_name, h.definition_hash
    from pggit_internal.own_table_hashes() as h;
end
$$;
