create table app.projects (
    tenant_id uuid not null default app.current_tenant() references app.tenants on delete cascade,
    id bigint generated always as identity,
    key varchar(10) not null,
    title text not null,
    archived boolean not null default false,
    primary key (tenant_id, id),
    unique (tenant_id, key)
);

create table app.tasks (
    tenant_id uuid not null default app.current_tenant(),
    id bigint generated always as identity,
    project_id bigint not null,
    parent_id bigint,
    title text not null,
    state text not null default 'todo',
    assignee uuid references app.users on delete set null,
    due date,
    estimate interval hour to minute,
    primary key (tenant_id, id),
    foreign key (tenant_id, project_id) references app.projects (tenant_id, id) on delete cascade,
    foreign key (tenant_id, parent_id) references app.tasks on delete cascade
);
create index tasks_open on app.tasks (tenant_id, project_id, due) where state <> 'done';

create table app.attachments (
    tenant_id uuid not null,
    task_id bigint not null,
    name text not null,
    content bytea,
    size integer generated always as (length(content)) stored,
    foreign key (tenant_id, task_id) references app.tasks on delete cascade,
    constraint small_enough check (length(content) < 1048576)
);

create table private.secrets (
    tenant_id uuid primary key references app.tenants on delete cascade,
    api_key text not null default encode(sha256(gen_random_uuid()::text::bytea), 'hex'),
    rotated_at timestamptz
);
revoke all on private.secrets from public;
