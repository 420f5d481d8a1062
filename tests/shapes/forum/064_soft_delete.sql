alter table posts add column deleted_at timestamptz;
alter table topics add column deleted_at timestamptz;
create index index_posts_alive on posts (topic_id, created_at) where deleted_at is null;
