create view recent_posts as select p.*, t.title from posts p join topics t on t.id = p.topic_id where p.created_at > '2019-01-01';
