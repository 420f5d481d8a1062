drop view lib.front_page;
drop materialized view lib.authors_by_decade;
create materialized view lib.by_publisher tablespace pg_default as
select coalesce(publisher, '(none)') as publisher, jsonb_agg(isbn order by isbn) as isbns from lib.editions group by publisher;
create or replace view lib.names as
select name, 'person' as kind from lib.persons union all select title, 'work' from lib.works;
