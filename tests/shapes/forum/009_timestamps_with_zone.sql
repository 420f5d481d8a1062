alter table topics alter column created_at type timestamptz using created_at at time zone 'UTC';
alter table posts alter column created_at type timestamptz using created_at at time zone 'UTC';
alter table users alter column joined_at type timestamptz using joined_at at time zone 'UTC';
