create unique index index_users_on_lower_username on users (lower(username));
alter table users drop constraint users_username_key;
