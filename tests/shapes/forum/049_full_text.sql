alter table posts add column fts tsvector;
create index index_posts_on_fts on posts using gin (fts);
create trigger posts_fts before insert or update of body on posts for each row execute procedure tsvector_update_trigger(fts, 'pg_catalog.english', body);
