ALTER TABLE events ADD COLUMN rejection_reason text;
ALTER TABLE events ADD CONSTRAINT event_json_is_object CHECK (jsonb_typeof(content) = 'object') NOT VALID;
ALTER TABLE events ALTER COLUMN depth TYPE numeric USING depth::numeric;
ALTER TABLE event_json ALTER COLUMN json TYPE jsonb USING json::jsonb, ALTER COLUMN internal_metadata TYPE jsonb USING internal_metadata::jsonb;
CREATE INDEX events_msgtype ON events ((content ->> 'msgtype'), (content #>> '{"m.relates_to",event_id}')) WHERE content ? 'msgtype';
CREATE INDEX events_content ON events USING gin (content jsonb_path_ops);
DROP TABLE room_alias_servers;
INSERT INTO applied_deltas VALUES (73, '01depth.sql');
