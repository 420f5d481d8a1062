CREATE TABLE rooms (
    room_id text PRIMARY KEY NOT NULL,
    is_public boolean,
    creator text,
    room_version text,
    has_auth_chain_index boolean
);
CREATE INDEX public_room_index ON rooms USING btree (is_public);
CREATE TABLE room_aliases (room_alias text NOT NULL, room_id text NOT NULL, creator text, CONSTRAINT room_aliases_room_alias_key UNIQUE (room_alias));
CREATE TABLE room_alias_servers (room_alias text NOT NULL, server text NOT NULL);
CREATE INDEX room_alias_servers_alias ON room_alias_servers (room_alias);
CREATE TABLE room_memberships (
    event_id text NOT NULL,
    user_id text NOT NULL,
    sender text NOT NULL,
    room_id text NOT NULL,
    membership text NOT NULL,
    forgotten integer DEFAULT 0,
    display_name text,
    avatar_url text,
    UNIQUE (event_id)
);
CREATE INDEX room_memberships_room_id ON room_memberships (room_id);
CREATE INDEX room_memberships_user_id ON room_memberships (user_id);
CREATE INDEX room_memberships_user_room_forgotten ON room_memberships (user_id, room_id) WHERE forgotten = 1;
CREATE TABLE current_state_events (
    event_id text NOT NULL,
    room_id text NOT NULL,
    type text NOT NULL,
    state_key text NOT NULL,
    membership text,
    event_stream_ordering bigint
);
ALTER TABLE ONLY current_state_events
    ADD CONSTRAINT current_state_events_event_id_key UNIQUE (event_id),
    ADD CONSTRAINT current_state_events_room_id_type_state_key_key UNIQUE (room_id, type, state_key);
CREATE INDEX current_state_events_member_index ON current_state_events (state_key) WHERE (type = 'm.room.member'::text);
CREATE TABLE room_stats_state (
    room_id text NOT NULL, name text, canonical_alias text, join_rules text, history_visibility text, encryption text,
    avatar text, guest_access text, is_federatable boolean, topic text, room_type text
);
CREATE UNIQUE INDEX room_stats_state_room ON room_stats_state (room_id);
CREATE TABLE room_stats_current (
    room_id text NOT NULL PRIMARY KEY, current_state_events integer NOT NULL, joined_members integer NOT NULL,
    invited_members integer NOT NULL, left_members integer NOT NULL, banned_members integer NOT NULL,
    local_users_in_room integer NOT NULL, completed_delta_stream_id bigint NOT NULL, knocked_members integer
);
