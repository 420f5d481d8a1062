-- The repository's one row. Every function that writes the record of commits and branches updates it
-- first (pggit_internal.lock_repository): it is the one lock, and its version counter makes a loser
-- under REPEATABLE READ fail with 40001 instead of working on an old snapshot.
create table if not exists pggit_internal.repository (
    is_only boolean primary key default true check (is_only),
    version text not null,
    generation bigint not null default 0,
    checked_out_branch text collate "C" not null default 'main',
    installed_at timestamptz not null default clock_timestamp()
);
