create table topic_views (topic_id integer not null references topics (id) on delete cascade, day date not null, views integer not null default 1, primary key (topic_id, day));
create function count_view(p_topic integer, p_day date default current_date) returns void as 'insert into topic_views values ($1, $2) on conflict (topic_id, day) do update set views = topic_views.views + 1' language sql;
