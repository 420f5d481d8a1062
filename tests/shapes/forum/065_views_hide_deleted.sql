create or replace view recent_posts as select p.id, p.topic_id, p.user_id, p.body, t.title from posts p join topics t on t.id = p.topic_id where p.deleted_at is null and t.deleted_at is null;
