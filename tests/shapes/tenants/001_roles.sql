-- Roles are the cluster's: another database may have made them already.
do $$
begin
    create role shape_app_user nologin;
exception when duplicate_object or unique_violation then null;
end
$$;
do $$
begin
    create role shape_app_admin nologin;
exception when duplicate_object or unique_violation then null;
end
$$;

create schema app;
create schema private;
grant usage on schema app to shape_app_user, shape_app_admin;
alter default privileges in schema app grant select on tables to shape_app_admin;
