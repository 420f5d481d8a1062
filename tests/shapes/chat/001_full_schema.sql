CREATE TABLE schema_version (
    lock character(1) DEFAULT 'X'::bpchar NOT NULL,
    version integer NOT NULL,
    upgraded boolean NOT NULL,
    CONSTRAINT schema_version_lock_check CHECK ((lock = 'X'::bpchar)),
    UNIQUE (lock)
);
CREATE TABLE applied_deltas (version integer NOT NULL, file text NOT NULL, UNIQUE (version, file));

CREATE SEQUENCE events_stream_seq;
CREATE SEQUENCE events_backfill_seq INCREMENT BY -1 MAXVALUE -1 MINVALUE -9223372036854775808 START WITH -1;
CREATE SEQUENCE receipts_seq AS bigint CYCLE;
CREATE SEQUENCE user_id_seq;

CREATE TABLE events (
    stream_ordering bigint NOT NULL,
    topological_ordering bigint NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    room_id text NOT NULL,
    content jsonb,
    unrecognized_keys jsonb,
    processed boolean NOT NULL,
    outlier boolean NOT NULL,
    depth bigint DEFAULT 0 NOT NULL,
    origin_server_ts bigint,
    received_ts bigint,
    sender text,
    contains_url boolean,
    instance_name text,
    state_key text
);
ALTER TABLE ONLY events ADD CONSTRAINT events_event_id_key UNIQUE (event_id);
CREATE UNIQUE INDEX events_stream_ordering ON events USING btree (stream_ordering);
CREATE INDEX events_order_room ON events USING btree (room_id, topological_ordering, stream_ordering);
CREATE INDEX events_room_stream ON events USING btree (room_id, stream_ordering);
CREATE INDEX events_ts ON events USING btree (origin_server_ts, stream_ordering);
CREATE INDEX event_contains_url_index ON events (room_id, topological_ordering, stream_ordering) WHERE contains_url = true AND outlier = false;

CREATE TABLE event_json (event_id text NOT NULL, room_id text NOT NULL, internal_metadata text NOT NULL, json text NOT NULL, format_version integer);
ALTER TABLE event_json ADD CONSTRAINT event_json_event_id_key UNIQUE (event_id);

CREATE TABLE event_edges (
    event_id text NOT NULL,
    prev_event_id text NOT NULL,
    room_id text,
    is_state boolean DEFAULT false NOT NULL
);
CREATE UNIQUE INDEX event_edges_event_id_prev_event_id_idx ON event_edges (event_id, prev_event_id);
CREATE INDEX ev_edges_prev_id ON event_edges (prev_event_id);

CREATE TABLE event_forward_extremities (event_id text NOT NULL, room_id text NOT NULL, UNIQUE (event_id, room_id));
CREATE TABLE event_backward_extremities (event_id text NOT NULL, room_id text NOT NULL, UNIQUE (event_id, room_id));
CREATE INDEX ev_extrem_room ON event_forward_extremities (room_id);
CREATE INDEX ev_b_extrem_room ON event_backward_extremities (room_id);
