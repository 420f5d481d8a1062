drop table tags cascade;
drop table topic_tags;
alter table topics add column tags text[] not null default '{}';
create index index_topics_on_tags on topics using gin (tags);
