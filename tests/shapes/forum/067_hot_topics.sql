create materialized view hot_topics as select t.id, t.title, sum(v.views) * ln(1 + t.post_count) as heat from topics t join topic_views v on v.topic_id = t.id group by t.id;
create unique index index_hot_topics_on_id on hot_topics (id);
