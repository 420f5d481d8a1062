create or replace view latest_topics as select id, board_id, title, created_at from topics where not locked order by created_at desc limit 50;
