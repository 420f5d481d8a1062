-- The hash of a row of any table, whatever the session's settings; columns that are null do not count,
-- so that an upgrade can add one.
create or replace function pggit_internal.row_hash(p_row record)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
begin
    return pggit_internal.sha256_hex(jsonb_strip_nulls(to_jsonb(p_row))::text);
end
$$;

-- The seal of a ledger entry, which covers the seal of the one before it.
create or replace function pggit_internal.ledger_seal(p_before text, p_entry pggit_internal.ledger)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return pggit_internal.sha256_hex(jsonb_build_array(
        p_before,
        p_entry.id,
        p_entry.table_name,
        p_entry.row_key,
        p_entry.row_hash,
        extract(epoch from p_entry.written_at),
        p_entry.written_by
    )::text);
end
$$;

-- Enters into the ledger what a row has become (p_row_hash: pggit_internal.row_hash() of it), or that it
-- is gone (null). The caller holds the repository lock.
create or replace function pggit_internal.seal(p_table_name text, p_row_key text, p_row_hash text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_repository pggit_internal.repository;
    v_entry pggit_internal.ledger;
begin
    select r.* into strict v_repository from pggit_internal.repository as r where r.is_only;
    v_entry.id := v_repository.ledger_id + 1;
    v_entry.table_name := p_table_name;
    v_entry.row_key := p_row_key;
    v_entry.row_hash := p_row_hash;
    v_entry.written_at := clock_timestamp();
    v_entry.written_by := pggit_internal.caller();
    v_entry.seal := pggit_internal.ledger_seal(v_repository.ledger_seal, v_entry);
    insert into pggit_internal.ledger select v_entry.*;
    update pggit_internal.repository set ledger_id = v_entry.id, ledger_seal = v_entry.seal where is_only;
end
$$;
