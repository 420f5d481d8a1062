create or replace view latest_topics as
select t.id, t.board_id, t.title, t.created_at, u.username as author from topics t join users u on u.id = t.user_id where not t.locked order by t.created_at desc limit 50;
