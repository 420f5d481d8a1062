drop trigger posts_fts on posts;
alter table posts drop column fts;
alter table posts add column fts tsvector generated always as (to_tsvector('english', body)) stored;
create index index_posts_on_fts on posts using gin (fts);
