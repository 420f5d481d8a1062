create table votes (post_id integer references posts (id) on delete cascade, user_id integer references users (id), value smallint check (value in (-1, 1)), primary key (post_id, user_id));
