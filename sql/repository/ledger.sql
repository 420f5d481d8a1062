-- What was written to the tables that are sealed (pggit_internal.sealed_rows), in order, one entry for
-- each version of a row. Every entry's seal covers the one before it: nothing can be altered, left out or
-- slipped in without breaking the chain. Append-only; written under the repository lock.
create table if not exists pggit_internal.ledger (
    id bigint primary key,  -- without gaps
    table_name text collate "C" not null,
    row_key text collate "C" not null,
    row_hash text collate "C",  -- null: the row was deleted
    written_at timestamptz not null,
    written_by name not null,
    seal text collate "C" not null
);

create index if not exists ledger_row on pggit_internal.ledger (table_name, row_key, id);
