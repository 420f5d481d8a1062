alter table users add column post_count integer not null default 0;
alter table topics add column post_count integer not null default 0;
