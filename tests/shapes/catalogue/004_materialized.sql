create materialized view lib.shelf as
select w.work_id, w.title, string_agg(p.name, '; ' order by a.ordinal, p.name) as authors,
    min(e.price) as from_price, count(distinct e.isbn) as editions
from lib.works w
join lib.authorships a using (work_id)
join lib.persons p using (person_id)
left join lib.editions e using (work_id)
group by w.work_id;
create unique index shelf_pk on lib.shelf (work_id);
create index shelf_authors on lib.shelf using gin (to_tsvector('simple', authors));

create materialized view lib.authors_by_decade with (fillfactor = 80) as
select (born / 10) * 10 as decade, count(*) as authors, array_agg(name order by name) as names
from lib.persons where born is not null
group by 1
with data;

create materialized view lib.cheapest as
select s.work_id, s.title, s.from_price, percent_rank() over w as place
from lib.shelf s
where s.from_price is not null
window w as (order by s.from_price)
with no data;

create view lib.front_page as
select c.title, c.from_price, d.decade
from lib.cheapest c
cross join lateral (select decade from lib.authors_by_decade order by authors desc, decade limit 1) d
where c.place < 0.5
order by c.from_price
limit 10;

comment on materialized view lib.shelf is 'Refreshed each night at 3';
refresh materialized view lib.cheapest;
