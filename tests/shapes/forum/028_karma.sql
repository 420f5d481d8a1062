alter table users add column karma integer;
update users set karma = 0;
alter table users alter column karma set not null, alter column karma set default 0;
