create view latest_topics as select id, board_id, title, created_at from topics order by created_at desc limit 50;
