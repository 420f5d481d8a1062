create table moderation_log (id bigint generated always as identity, at timestamptz not null default now(), moderator_id integer references users (id), action text not null, target text) partition by range (at);
create table moderation_log_2024 partition of moderation_log for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
create table moderation_log_rest partition of moderation_log default;
create index index_moderation_log_on_at on moderation_log (at);
