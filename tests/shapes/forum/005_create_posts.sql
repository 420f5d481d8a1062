create table posts (id serial primary key, topic_id integer not null references topics (id) on delete cascade, user_id integer not null references users (id), body text not null, created_at timestamp not null default now());
create index index_posts_on_topic_id on posts (topic_id);
create index index_posts_on_user_id on posts (user_id);
