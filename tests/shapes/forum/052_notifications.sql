create type notification_kind as enum ('reply', 'mention', 'vote');
create table notifications (id bigserial primary key, user_id integer not null references users (id) on delete cascade, kind notification_kind not null, payload json not null, seen_at timestamptz);
