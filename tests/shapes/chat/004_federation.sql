CREATE TABLE destinations (destination text NOT NULL PRIMARY KEY, retry_last_ts bigint, retry_interval bigint, failure_ts bigint, last_successful_stream_ordering bigint);
CREATE TABLE destination_rooms (
    destination text NOT NULL REFERENCES destinations (destination),
    room_id text NOT NULL REFERENCES rooms (room_id),
    stream_ordering bigint NOT NULL,
    PRIMARY KEY (destination, room_id)
);
CREATE INDEX destination_rooms_room_id ON destination_rooms (room_id);
CREATE TABLE federation_stream_position (type text NOT NULL, stream_id bigint NOT NULL, instance_name text NOT NULL DEFAULT 'master');
CREATE UNIQUE INDEX federation_stream_position_instance ON federation_stream_position (type, instance_name);
CREATE TABLE federation_inbound_events_staging (origin text NOT NULL, room_id text NOT NULL, event_id text NOT NULL, received_ts bigint NOT NULL, event_json jsonb NOT NULL, internal_metadata jsonb NOT NULL);
CREATE INDEX federation_inbound_events_staging_room ON federation_inbound_events_staging (room_id, received_ts);
CREATE UNIQUE INDEX federation_inbound_events_staging_instance_event ON federation_inbound_events_staging (origin, event_id);
CREATE TABLE server_signature_keys (server_name text, key_id text, from_server text, ts_added_ms bigint, verify_key bytea, ts_valid_until_ms bigint);
CREATE UNIQUE INDEX server_signature_keys_idx ON server_signature_keys (server_name, key_id);
CREATE TABLE server_keys_json (server_name text NOT NULL, key_id text NOT NULL, from_server text NOT NULL, ts_added_ms bigint NOT NULL, ts_valid_until_ms bigint NOT NULL, key_json bytea NOT NULL, CONSTRAINT server_keys_json_uniqueness UNIQUE (server_name, key_id, from_server));
CREATE TABLE received_transactions (transaction_id text, origin text, ts bigint, response_code integer, response_json bytea, has_been_referenced smallint DEFAULT 0, UNIQUE (transaction_id, origin));
CREATE INDEX transactions_have_ref ON received_transactions (origin, has_been_referenced);
CREATE TABLE device_lists_outbound_pokes (destination text NOT NULL, stream_id bigint NOT NULL, user_id text NOT NULL, device_id text NOT NULL, sent boolean NOT NULL, ts bigint NOT NULL, opentracing_context text);
CREATE INDEX device_lists_outbound_pokes_id ON device_lists_outbound_pokes (destination, stream_id);
CREATE INDEX device_lists_outbound_pokes_user ON device_lists_outbound_pokes (destination, user_id);
