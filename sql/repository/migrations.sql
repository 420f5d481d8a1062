-- One row for each version, whatever became of it. Everybody may read the scripts: they hold no passwords.
create table if not exists pggit.migrations (
    version text collate "C" primary key,
    name text not null,
    state text not null check (state in ('pending', 'applied', 'running', 'failed', 'rolled_back')),
    -- The order in which they were applied or begun; the time would not do, the clock may jump.
    ordinal bigint not null unique,
    -- Both null: done step by step between pggit.begin_migration() and pggit.complete_migration().
    up text,
    down text,
    checksum text collate "C",  -- pggit_internal.migration_checksum(up, down)
    reason text,  -- why it failed
    -- Since when it is in its state, and who put it there.
    changed_at timestamptz not null default clock_timestamp(),
    changed_by name not null
);

create unique index if not exists migrations_one_running on pggit.migrations (state) where state = 'running';
