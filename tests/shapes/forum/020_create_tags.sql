create table tags (id serial primary key, name varchar(30) not null unique);
create table topic_tags (topic_id integer references topics (id) on delete cascade, tag_id integer references tags (id) on delete cascade, primary key (topic_id, tag_id));
