create table topics (id serial primary key, board_id integer not null references boards (id), user_id integer not null references users (id), title varchar(200) not null, created_at timestamp not null default now());
create index index_topics_on_board_id on topics (board_id);
