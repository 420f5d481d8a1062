-- The repository's one row, and the one lock: whoever writes the record of commits, branches, tags,
-- migrations or data branches updates it first (pggit_internal.lock_repository).
create table if not exists pggit_internal.repository (
    is_only boolean primary key default true check (is_only),
    version text not null,
    checked_out_branch text collate "C" not null default 'main',
    installed_at timestamptz not null default clock_timestamp(),
    -- The ledger's last entry, so that one that is cut off its end is missed.
    ledger_id bigint not null default 0,
    ledger_seal text collate "C" not null default ''
);
