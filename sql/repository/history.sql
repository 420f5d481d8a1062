-- The texts of the statements in history, without passwords. One that changed several objects, or is one
-- of several sent in one string, is stored once.
create table if not exists pggit_internal.statements (
    id bigint generated always as identity primary key,
    ddl text not null,
    hash text collate "C" not null
);

-- One row for each statement that changed an object's definition: the step from what the object was to
-- what it is. Append-only. Every step's seal covers the object's step before it. No checks or foreign keys:
-- they would take a good part of the time that recording takes, and fsck looks and follows the links.
create table if not exists pggit_internal.history (
    id bigint generated always as identity primary key,
    object_id bigint not null,
    step integer not null,  -- 1, 2, 3 for each object
    identity text collate "C" not null,
    key text collate "C" not null,
    major integer not null,
    minor integer not null,
    patch integer not null,
    change_type text not null,
    severity text not null,
    definition_hash text collate "C" not null,
    statement_id bigint not null,
    branch_name text collate "C" not null,
    changed_at timestamptz not null,
    changed_by name not null,
    seal text collate "C" not null
);

create unique index if not exists history_step on pggit_internal.history (object_id, step);
create index if not exists history_key on pggit_internal.history (key, id);
