-- A number for a new row: 61 random bits. A sequence would change what lastval() returns to the caller.
-- (The last sixteen digits of a uuid are random but for the first two bits. One expression, so that it is
-- inlined.)
create or replace function pggit_internal.new_id()
returns bigint
language sql
volatile
return ('x' || replace(right(gen_random_uuid()::text, 17), '-', ''))::bit(64)::bigint & 4611686018427387903;

-- The texts of the statements in history, without passwords: one row for each string that a client sent, also
-- where it holds several statements or one that changed several objects.
create table if not exists pggit_internal.statements (
    id bigint primary key,  -- pggit_internal.new_id()
    ddl text not null,
    hash text collate "C" not null
);

-- When the client sent the string, and the server's process that took it: the next object that it changes
-- finds the row by them. Null in rows of version 0.1.0.
do $$
begin
    -- Only where they are missing: ALTER TABLE waits for readers, and DDL would wait for it.
    if not exists (
        select from pg_attribute
        where attrelid = 'pggit_internal.statements'::regclass and attname = 'sent_at'
    ) then
        alter table pggit_internal.statements add column sent_at timestamptz, add column process_id integer;
    end if;
end
$$;

create index if not exists statements_sent on pggit_internal.statements (sent_at, process_id);

-- One row for each statement that changed an object's definition: the step from what the object was to
-- what it is. Append-only. Every step's seal covers the object's step before it. No checks or foreign keys:
-- they would take a good part of the time that recording takes, and fsck looks and follows the links.
create table if not exists pggit_internal.history (
    id bigint primary key,  -- pggit_internal.new_id()
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

-- What the step renamed within the object, its columns, attributes or labels: {"old": "new"}, null for none.
do $$
begin
    if not exists (
        select from pg_attribute
        where attrelid = 'pggit_internal.history'::regclass and attname = 'renames'
    ) then
        alter table pggit_internal.history add column renames jsonb;
    end if;
end
$$;

create unique index if not exists history_step on pggit_internal.history (object_id, step);
create index if not exists history_version on pggit_internal.history (key, major, minor, patch);
