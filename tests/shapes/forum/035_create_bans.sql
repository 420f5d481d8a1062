create table bans (id serial primary key, user_id integer not null references users (id), reason text, until timestamptz);
comment on column bans.until is 'null: for ever';
