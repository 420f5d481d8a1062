INSERT INTO schema_version (version, upgraded) VALUES (72, false);
INSERT INTO rooms VALUES ('!a:example.org', true, '@ann:example.org', '9'), ('!b:example.org', false, '@bob:example.org', '10');
INSERT INTO events (stream_ordering, topological_ordering, event_id, type, room_id, content, processed, outlier, depth, origin_server_ts)
SELECT n, n, '$e' || n, CASE n WHEN 1 THEN 'm.room.create' ELSE 'm.room.message' END, '!a:example.org',
    jsonb_build_object('msgtype', 'm.text', 'body', 'message ' || n), true, false, n, 1700000000000 + n FROM generate_series(1, 50) n;
SELECT setval('events_stream_seq', 50);
INSERT INTO destinations (destination) VALUES ('example.net');
