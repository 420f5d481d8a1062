grant select, insert, update, delete on app.projects, app.tasks, app.attachments to shape_app_user;
grant select on app.tenants, app.users, app.memberships to shape_app_user;
grant update (display_name, settings) on app.tenants to shape_app_user;
grant execute on function app.is_member(uuid, text) to shape_app_user;
grant usage on all sequences in schema app to shape_app_user;
