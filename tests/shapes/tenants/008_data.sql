insert into app.tenants (id, slug, display_name, created_at) values
    ('00000000-0000-0000-0000-00000000000a', 'acme', 'Acme Inc.', '2024-03-01'),
    ('00000000-0000-0000-0000-00000000000b', 'globex', 'Globex', '2024-03-02');
insert into app.users (id, email, name, created_at) values ('00000000-0000-0000-0000-000000000001', 'hank@globex.example', 'Hank', '2024-03-02');
insert into app.memberships values ('00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-000000000001', 'owner');
select set_config('app.tenant', '00000000-0000-0000-0000-00000000000b', false);
insert into app.projects (key, title) values ('DOOM', 'Weather machine');
insert into app.tasks (project_id, title, estimate) values (1, 'Find a volcano', '3:30');
