alter table users add column joined_at timestamp not null default '2019-01-01';
