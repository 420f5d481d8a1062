update users u set post_count = (select count(*) from posts p where p.user_id = u.id);
update topics t set post_count = (select count(*) from posts p where p.topic_id = t.id);
