-- One row for each statement that changed an object's definition. Append-only.
create table if not exists pggit_internal.history (
    id bigint generated always as identity primary key,
    object_id bigint not null references pggit_internal.objects,
    identity text collate "C" not null,
    major integer not null,
    minor integer not null,
    patch integer not null,
    change_type text not null check (change_type in ('CREATE', 'ALTER', 'RENAME', 'DROP', 'COMMENT')),
    severity text not null check (severity in ('major', 'minor', 'patch')),
    definition_hash text collate "C" not null,
    ddl text,
    branch_name text collate "C" not null,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by name not null
);

create index if not exists history_object on pggit_internal.history (object_id, id);
create index if not exists history_identity on pggit_internal.history (identity, id);
