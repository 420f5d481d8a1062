CREATE TABLE threads (room_id text NOT NULL, thread_id text NOT NULL, latest_event_id text NOT NULL, topological_ordering bigint NOT NULL, stream_ordering bigint NOT NULL, CONSTRAINT threads_uniqueness UNIQUE (room_id, thread_id));
CREATE INDEX threads_ordering_idx ON threads (room_id, topological_ordering, stream_ordering);
CREATE OR REPLACE FUNCTION check_partial_state_events() RETURNS trigger AS $BODY$
BEGIN
    IF EXISTS (SELECT 1 FROM events WHERE events.event_id = NEW.event_id AND events.room_id != NEW.room_id) THEN
        RAISE EXCEPTION 'Incorrect room_id in partial_state_events';
    END IF;
    RETURN NEW;
END;
$BODY$ LANGUAGE plpgsql;
CREATE TABLE partial_state_rooms (room_id text PRIMARY KEY, device_lists_stream_id bigint NOT NULL DEFAULT 0, join_event_id text, joined_via text, FOREIGN KEY (room_id) REFERENCES rooms (room_id));
CREATE TABLE partial_state_events (room_id text NOT NULL REFERENCES partial_state_rooms (room_id), event_id text NOT NULL REFERENCES events (event_id), UNIQUE (event_id));
CREATE TRIGGER check_partial_state_events BEFORE INSERT OR UPDATE ON partial_state_events FOR EACH ROW EXECUTE PROCEDURE check_partial_state_events();
CREATE VIEW local_users AS SELECT name FROM users WHERE is_guest = 0 AND appservice_id IS NULL AND deactivated = 0;
CREATE VIEW messages AS SELECT e.stream_ordering, e.event_id, e.room_id, e.sender, e.content ->> 'body' AS body, to_timestamp(e.origin_server_ts / 1000.0) AT TIME ZONE 'UTC' AS at FROM events e WHERE e.type = 'm.room.message' AND e.content @> '{"msgtype": "m.text"}';
