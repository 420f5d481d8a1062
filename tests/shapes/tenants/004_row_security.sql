alter table app.tenants enable row level security;
alter table app.memberships enable row level security;
alter table app.projects enable row level security;
alter table app.tasks enable row level security;
alter table app.attachments enable row level security;
alter table app.projects force row level security;
alter table app.tasks force row level security;

create policy tenants_see_own on app.tenants for select to shape_app_user using (app.is_member(id));
create policy tenants_admin on app.tenants to shape_app_admin using (true) with check (plan <> 'internal');
create policy memberships_own on app.memberships for select using (app.is_member(tenant_id));
create policy memberships_by_owner on app.memberships for all to shape_app_user
    using (app.is_member(tenant_id, 'owner')) with check (app.is_member(tenant_id, 'owner'));
create policy tenant_isolation on app.projects as restrictive using (tenant_id = app.current_tenant());
create policy members on app.projects to shape_app_user using (app.is_member(tenant_id));
create policy admins on app.projects to shape_app_admin using (true);
create policy tenant_isolation on app.tasks as restrictive using (tenant_id = app.current_tenant());
create policy visible on app.tasks for select to shape_app_user, shape_app_admin
    using (exists (select from app.projects p where p.tenant_id = tasks.tenant_id and p.id = tasks.project_id and not p.archived));
create policy write_own on app.tasks for update to shape_app_user
    using (assignee = nullif(current_setting('app.user', true), '')::uuid) with check (state in ('todo', 'doing', 'done'));
create policy add_any on app.tasks for insert to shape_app_user with check (app.is_member(tenant_id));
create policy subtasks on app.tasks for delete to shape_app_admin
    using (not exists (select from app.tasks child where child.parent_id = tasks.id));
create policy with_task on app.attachments using (
    (tenant_id, task_id) in (select t.tenant_id, t.id from app.tasks t)
);
