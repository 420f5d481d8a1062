create table polls (id serial primary key, topic_id integer unique references topics (id), question text not null, closes_at timestamptz);
create table poll_options (poll_id integer references polls (id) on delete cascade, n smallint, label text not null, primary key (poll_id, n));
create table poll_votes (poll_id integer, n smallint, user_id integer references users (id), primary key (poll_id, user_id), foreign key (poll_id, n) references poll_options (poll_id, n));
