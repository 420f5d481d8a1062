create table private_messages (id serial primary key, from_id integer references users (id), to_id integer references users (id), subject varchar(100), body text, read boolean default false);
