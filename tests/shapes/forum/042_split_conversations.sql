create table conversations (id serial primary key, subject varchar(100), created_at timestamptz not null default now());
create table participants (conversation_id integer not null references conversations on delete cascade, user_id integer not null references users, primary key (conversation_id, user_id));
alter table messages add column conversation_id integer references conversations (id);
