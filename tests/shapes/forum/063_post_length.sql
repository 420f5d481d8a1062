drop view recent_posts;
alter table posts add constraint posts_body_length check (length(body) between 1 and 60000);
create view recent_posts as select p.id, p.topic_id, p.user_id, p.body, t.title from posts p join topics t on t.id = p.topic_id;
