create domain app.label as text check (length(value) between 1 and 40) not null;
create table app.labels (
    tenant_id uuid not null default app.current_tenant(),
    task_id bigint not null,
    label app.label,
    primary key (tenant_id, task_id, label)
);
alter table app.labels enable row level security;
create policy tenant_isolation on app.labels using (tenant_id = app.current_tenant());
grant select, insert, delete on app.labels to shape_app_user;
