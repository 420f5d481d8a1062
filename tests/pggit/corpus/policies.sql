-- Row security.
create schema sec;
create table sec.teams (id integer, owner name);
create table sec.notes (id integer primary key, owner name, team integer, secret boolean);
create policy owned on sec.notes using (owner = current_user) with check (owner = session_user and id > 0);
create policy readable on sec.notes for select to pg_monitor, pg_read_all_data, public using (not secret);
create policy insertable on sec.notes for insert to pg_write_all_data, pg_monitor with check (secret is null);
create policy changed on sec.notes as restrictive for update to current_user using (true);
create policy gone on sec.notes for delete using (team in (select t.id from sec.teams as t where t.owner = notes.owner));
create policy shared on sec.notes for select using (exists (select from sec.notes as n join sec.teams on teams.id = n.team where n.id = notes.id and teams.owner <> 'notes.id'));
comment on policy owned on sec.notes is 'one''s own';
alter table sec.notes enable row level security;
create table sec.forced (id integer);
alter table sec.forced enable row level security, force row level security;
create table sec.only_forced (id integer);
alter table sec.only_forced force row level security;
