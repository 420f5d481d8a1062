CREATE TABLE users (
    name text,
    password_hash text,
    creation_ts bigint,
    admin smallint DEFAULT 0 NOT NULL,
    upgrade_ts bigint,
    is_guest smallint DEFAULT 0 NOT NULL,
    appservice_id text,
    consent_version text,
    user_type text DEFAULT NULL,
    deactivated smallint DEFAULT 0 NOT NULL,
    shadow_banned boolean,
    CONSTRAINT users_name_key UNIQUE (name)
);
CREATE INDEX users_creation_ts ON users (creation_ts);
CREATE TABLE access_tokens (id bigint NOT NULL PRIMARY KEY, user_id text NOT NULL, device_id text, token text NOT NULL UNIQUE, valid_until_ms bigint, puppets_user_id text, last_validated bigint);
CREATE INDEX access_tokens_device_id ON access_tokens (user_id, device_id);
CREATE TABLE devices (user_id text NOT NULL, device_id text NOT NULL, display_name text, last_seen bigint, ip text, user_agent text, hidden boolean DEFAULT false, CONSTRAINT device_uniqueness UNIQUE (user_id, device_id));
CREATE TABLE user_ips (user_id text NOT NULL, access_token text NOT NULL, device_id text, ip text NOT NULL, user_agent text NOT NULL, last_seen bigint NOT NULL);
CREATE INDEX user_ips_device_id ON user_ips USING btree (user_id, device_id, last_seen);
CREATE UNIQUE INDEX user_ips_user_token_ip_unique_index ON user_ips (user_id, access_token, ip);
CREATE TABLE profiles (user_id text NOT NULL UNIQUE, displayname text, avatar_url text);
CREATE TABLE user_filters (user_id text NOT NULL, filter_id bigint NOT NULL, filter_json bytea NOT NULL);
CREATE TABLE account_data (user_id text NOT NULL, account_data_type text NOT NULL, stream_id bigint NOT NULL, content jsonb NOT NULL, instance_name text, CONSTRAINT account_data_uniqueness UNIQUE (user_id, account_data_type));
CREATE INDEX account_data_stream_id ON account_data (user_id, stream_id);
CREATE TABLE presence_stream (stream_id bigint, user_id text, state text, last_active_ts bigint, last_federation_update_ts bigint, last_user_sync_ts bigint, status_msg text, currently_active boolean);
CREATE INDEX presence_stream_id ON presence_stream (stream_id, user_id);
CREATE INDEX presence_stream_state_not_offline_idx ON presence_stream (state) WHERE state <> 'offline';
CREATE TABLE ratelimit_override (user_id text NOT NULL, messages_per_second bigint, burst_count bigint);
CREATE UNIQUE INDEX ratelimit_override_idx ON ratelimit_override (user_id);
