alter table topics add column slug text;
update topics set slug = lower(regexp_replace(title, '\W+', '-', 'g'));
create unique index index_topics_on_slug on topics (board_id, slug);
