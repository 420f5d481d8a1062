CREATE TABLE event_search (event_id text, room_id text, sender text, key text, vector tsvector, origin_server_ts bigint, stream_ordering bigint);
CREATE INDEX event_search_fts_idx ON event_search USING gin (vector);
CREATE UNIQUE INDEX event_search_event_id_idx ON event_search (event_id);
CREATE TABLE user_directory (user_id text NOT NULL, room_id text, display_name text, avatar_url text);
CREATE TABLE user_directory_search (user_id text NOT NULL, vector tsvector);
CREATE INDEX user_directory_search_fts_idx ON user_directory_search USING gin (vector);
CREATE UNIQUE INDEX user_directory_search_user_idx ON user_directory_search (user_id);
CREATE TABLE event_relations (event_id text NOT NULL, relates_to_id text NOT NULL, relation_type text NOT NULL, aggregation_key text);
CREATE UNIQUE INDEX event_relations_id ON event_relations (event_id);
CREATE INDEX event_relations_relates ON event_relations (relates_to_id, relation_type, aggregation_key);
CREATE TABLE event_push_actions (
    room_id text NOT NULL, event_id text NOT NULL, user_id text NOT NULL, profile_tag character varying(32), actions jsonb NOT NULL,
    topological_ordering bigint, stream_ordering bigint, notif smallint, highlight smallint, unread smallint, thread_id text,
    CONSTRAINT event_id_user_id_profile_tag_uniqueness UNIQUE (room_id, event_id, user_id, profile_tag)
);
CREATE INDEX event_push_actions_highlights_index ON event_push_actions (user_id, room_id, topological_ordering, stream_ordering) WHERE highlight = 1;
CREATE INDEX event_push_actions_rm_tokens ON event_push_actions (user_id, room_id, topological_ordering, stream_ordering);
CREATE INDEX event_push_actions_u_highlight ON event_push_actions (user_id, stream_ordering);
CREATE TABLE receipts_linearized (stream_id bigint NOT NULL DEFAULT nextval('receipts_seq'), room_id text NOT NULL, receipt_type text NOT NULL, user_id text NOT NULL, event_id text NOT NULL, data jsonb NOT NULL, CONSTRAINT receipts_linearized_uniqueness UNIQUE (room_id, receipt_type, user_id));
