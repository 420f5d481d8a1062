create table moderators (user_id integer not null references users (id), board_id integer not null references boards (id), primary key (user_id, board_id));
