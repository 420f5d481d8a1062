alter table bans add column address inet;
alter table bans alter column user_id drop not null;
alter table bans add constraint ban_of_something check (user_id is not null or address is not null);
