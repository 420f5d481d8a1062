alter table users add column karma integer not null;
