insert into users (username, email, password) values ('root', 'root@forum.example', '!'), ('guest', 'guest@forum.example', '!');
insert into boards (slug, title) values ('general', 'General'), ('help', 'Help');
insert into topics (board_id, user_id, title, created_at) values (1, 1, 'Welcome', '2019-01-01');
insert into posts (topic_id, user_id, body, created_at) values (1, 1, 'Be nice.', '2019-01-01'), (1, 2, 'Hello', '2019-01-02');
