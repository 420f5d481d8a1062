drop view if exists recent_posts;
alter table posts alter column id type bigint;
alter sequence posts_id_seq as bigint;
