create table settings (name text primary key, value jsonb not null);
insert into settings values ('theme', '"dark"'), ('per_page', '20');
