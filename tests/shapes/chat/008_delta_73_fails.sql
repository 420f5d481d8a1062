-- A background update had not finished: duplicates.
INSERT INTO applied_deltas VALUES (73, '01depth.sql');
CREATE UNIQUE INDEX events_type ON events (room_id, type);
