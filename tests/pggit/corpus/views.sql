-- Views and materialized views.
create schema looks;
create table looks.people (id integer primary key, name text, boss integer, pay numeric, born date, at timestamptz, tags text[], doc jsonb, mood kinds.mood, home kinds.address);
create table looks.teams (id integer, name text, lead integer);
create view looks.simple as select id, name from looks.people;
create view looks.aliased as select p.id as number, p.name as "Name", p.pay from looks.people as p where p.pay > 0;
create view looks.named (one, two, three) as select id, name, upper(name) from looks.people;
create view looks.starred as select * from looks.people;
create view looks.whole_rows as select people, people.* is null as is_null, (home).street, (people.home).at[1].x as x from looks.people;
create view looks.no_table as select 1 as one, 'people.id' as literal, null as nothing, array[1, 2] as list;
create view looks.values_only as values (1, 'a'), (2, 'b');
create view looks.from_values as select v.a, v.b from (values (1, 'x'), (2, 'y')) as v (a, b) where v.a > 1;
create view looks.from_function as select g from generate_series(1, 3) as g;
create view looks.with_ordinality as select u.name, u.nr from unnest(array['a', 'b']) with ordinality as u (name, nr);
create view looks.rows_from as select r.a, r.b, r.ordinality from rows from (generate_series(1, 2), unnest(array['x', 'y'])) with ordinality as r (a, b);
create view looks.record_function as select x.a, x.b from json_to_recordset('[{"a": 1}]') as x (a integer, b kinds.mood);
create view looks.only_table as select id from only looks.people;
create view looks.sampled as select p.id from looks.people as p tablesample bernoulli (10) repeatable (3);
create view looks.ordered as select name as id, id as name from looks.people order by people.id, people.name desc nulls last limit 10 offset 2;
create view looks.ordered_by_output as select name as id, id as name from looks.people order by id, name desc nulls last limit 10 offset 2;
create view looks.ordered_by_expression as select id + 1 as id, id as other from looks.people order by people.id + 1, people.pay fetch first 3 rows with ties;
create view looks.grouped as select name, count(*) as n, sum(pay) filter (where pay > 0) as total, array_agg(id order by pay desc, id) as ids from looks.people group by name having count(*) > 1 order by count(*);
create view looks.grouped_alias as select id % 2 as name, max(name) as id from looks.people group by people.id % 2 order by 1;
create view looks.grouped_expression as select lower(name) as name, count(*) from looks.people group by lower(people.name), people.name;
create view looks.grouped_by_key as select id, name, pay from looks.people group by id;
create view looks.grouping_sets as select name, boss, grouping(name, boss) as level, sum(pay) from looks.people group by grouping sets ((name, boss), rollup (name), cube (boss), ());
create view looks.grouped_distinct as select name, boss, count(*) from looks.people group by distinct rollup (name, boss), cube (name);
create view looks.distinct_rows as select distinct name, pay from looks.people;
create view looks.distinct_on as select distinct on (name, lower(name)) name, pay from looks.people order by name, lower(name), pay desc;
create view looks.windows as
    select id, row_number() over w as nr, sum(pay) over (partition by boss order by id rows between 1 preceding and current row exclude ties) as s,
        lag(name, 1, 'none') over (w range between unbounded preceding and unbounded following) as l, rank() over (order by pay desc nulls last) as r,
        first_value(pay) over (partition by people.name) as f
    from looks.people window w as (partition by name order by born);
create view looks.joined as
    select p.id, t.name, b.name as boss from looks.people as p join looks.teams as t on t.lead = p.id left join looks.people as b on b.id = p.boss where t.name <> 'p.id';
create view looks.all_joins as
    select * from looks.people natural join (select id, name as title from looks.teams) as t full join (select 1 as one) as o on true cross join (select 2 as two) as w;
create view looks.join_using as select id, name, j.id as jid from looks.people join looks.teams using (id, name) as j;
create view looks.aliased_join as select x.a, x.b from (looks.people as p cross join looks.teams as t) as x (a, b);
create view looks.self_joined as select people.id, other.id as other from looks.people, looks.people as other where people.boss = other.id;
create view looks.same_names as select people.id from looks.people where people.id in (select people.boss from looks.people where people.pay > 0);
create view looks.sub_selects as
    select name, (select max(t.id) from looks.teams as t where t.lead = people.id) as last, array(select t.name from looks.teams as t order by t.id) as names,
        exists (select from looks.teams where teams.lead = people.id) as leads, id in (select lead from looks.teams) as is_lead, pay > all (select 1) as rich, (id, boss) = (select 1, 2) as pair
    from looks.people where id not in (select lead from looks.teams where teams.name = people.name);
create view looks.sub_select_deep as
    select id from looks.people where exists (select from looks.teams where exists (select from looks.teams as u where u.lead = people.id and u.id = teams.id));
create view looks.nested as select q.n from (select people.name as n from looks.people where pay > 1) as q where q.n <> '';
create view looks.nested_twice as select s.n from (select q.n from (select name as n from looks.people) as q) as s;
create view looks.lateral_joined as
    select p.id, l.n, f.f from looks.people as p cross join lateral (select count(*) as n from looks.teams as t where t.lead = p.id) as l, lateral generate_series(1, p.id) as f;
create view looks.common as with a as (select id from looks.people), b (x, y) as materialized (select id, name from looks.teams) select a.id, (select count(*) from b) as n from a;
create view looks.common_one as with a as not materialized (select id, name from looks.people where name > '') select id from a where a.name <> 'a.id';
create recursive view looks.numbers (n) as values (1) union all select n + 1 from numbers where n < 10;
create view looks.searched as
    with recursive t as (select id, boss from looks.people where boss is null union all select p.id, p.boss from looks.people as p join t on t.id = p.boss)
    search breadth first by id set seq cycle id set looped to 'y' default 'n' using path select id, boss, looped from t order by seq;
create view looks.unions as select id, name from looks.people union select id, name from looks.teams;
create view looks.set_operations as
    (select id from looks.people except all select lead from looks.teams) intersect (select 1 union all select people.id from looks.people order by 1 limit 3) order by 1;
create view looks.union_in_from as select u.id from (select id from looks.people union all select id from looks.teams) as u where u.id > 3;
create view looks.locked as select id from looks.people for update of people skip locked;
create view looks.secured with (security_barrier, security_invoker = true) as select id from looks.people;
create view looks.checked as select id, pay from looks.people where pay > 0 with cascaded check option;
create view looks.checked_locally with (check_option = local) as select id, pay from looks.people where people.pay > 0;
create view looks.on_view as select s.id, c.pay from looks.simple as s join looks.checked as c using (id);
create view looks.functions as
    select extract(year from born) as y, extract(epoch from at) as e, date_part('day', at) as d, at at time zone 'Europe/Berlin' as local, substring(name from 2 for 3) as s,
        substring(name from 'a.') as re, substring(name similar 'a#"b#"' escape '#') as si, trim(leading from name) as tl, trim(trailing 'x' from name) as tt, overlay(name placing 'x' from 1 for 2) as o,
        position('a' in name) as p, coalesce(name, 'x') as c, nullif(id, 0) as nn, greatest(id, boss) as g, least(pay, 1) as le, normalize(name, nfc) as nf, name is nfc normalized as nz,
        (at, at) overlaps (at, interval '1 day') as ov, timezone('UTC', at) as tz, collation for (name) as cf
    from looks.people;
create view looks.operators as
    select not (id > 1 and boss is null or pay = 3) as b, -id as neg, id::bigint as big, cast(pay as varchar(5)) as vc, id between 1 and 2 as bt, id between symmetric 2 and 1 as bs, name like 'a%' as lk,
        name not ilike 'b_' escape '!' as il, name ~ '^x' as re, name similar to 'x+' as st, id in (1, 2) as i, id = any (tags::integer[]) as an, tags[1] as t1, tags[1:2] as ts, tags || 'x'::text as tc,
        name collate "C" < 'b' as cl, id is distinct from boss as df, id is not distinct from boss as nd, pay is not null as nn, (id > 1) is unknown as un, row(id, name) < row(1, 'x') as rw,
        case id when 1 then 'one' else 'more' end as cs, case when id > 1 then pay end as cw, id operator(pg_catalog.+) 1 as op, array[[id], [boss]] as aa, @ id as ab, born - 1 as bd, doc -> 'a' ->> 'b' as dj, doc @> '{"a": 1}' as dc
    from looks.people;
create view looks.session as select current_user as a, session_user as b, current_date as c, localtimestamp(2) as d, current_schema as e, current_catalog as f, user as g, current_timestamp as h from looks.people;
create view looks.constants as
    select 1 as a, -1 as b, 1.50 as c, 'it''s' as d, E'a\\b\n' as e, true as f, null::text as g, '2024-01-01'::date as h, '2024-06-01 12:00+02'::timestamptz as i, interval '1 mon -2 days' as j, B'10' as k, '\x0f'::bytea as l,
        '{1,2}'::integer[] as m, 'ok'::kinds.mood as n, 1e100 as o, '1.5'::real as p, 'NaN'::double precision as q, '{"json": 1}'::json as r, 'looks.people'::regclass as s, 12.5::money as t, -(1) as u, (-1)::text as v
    from looks.people;
create view looks.documents as
    select doc ->> 'a' as a, doc #> '{a,b}' as b, jsonb_agg(id) over () as c, json_build_object('k', id) as d, jsonb_path_exists(doc, '$.a') as e, to_jsonb(people) as f, doc ? 'json' as g, doc['a']['b'] as h, x.key, x.value
    from looks.people, jsonb_each(doc) as x;
create view looks.markup as
    select xmlelement(name "Person", xmlattributes(id as nr, name), xmlforest(pay, boss as b)) as a, xmlconcat('<a/>', '<b/>') as b, xmlparse(content '<x/>') as c, xmlserialize(content xmlelement(name a) as text) as d, xmlpi(name php, 'x') as e,
        xmlroot(xmlparse(document '<x/>'), version '1.0', standalone yes) as f, xmlexists('//a' passing '<a/>') as g, xmlelement(name a) is document as h
    from looks.people;
create view looks.xml_rows as select x.a, x.b from xmltable(xmlnamespaces('u' as n), '/r' passing '<r/>' columns a integer path '@a' default 1 not null, b for ordinality) as x;
create view looks.own_code as select code.returned(people.id) as a, code.total(pay) as b from looks.people, lateral (select 1) as one, lateral code.atomic(1, 'x') group by 1;
create view looks.ordered_set as select percentile_cont(0.5) within group (order by pay) as a, mode() within group (order by name desc) as b, rank(1) within group (order by id) as c, string_agg(distinct name, ',' order by name) as d, count(*) as e from looks.people;
create view looks.columns_commented as select id as "json", name as "system_user" from looks.people;
comment on view looks.columns_commented is 'two names';
comment on column looks.columns_commented."json" is 'a "json"';
create view looks.schema_like_alias as select kinds.id as a, kinds.distance(kinds.id, 1) as b, 'ok'::kinds.mood as c, kinds.name collate "C" as d from looks.people as kinds where kinds.id > 1;
create view looks.no_columns as select from looks.people;

create materialized view looks.stored as select id, name, pay * 2 as double from looks.people where name <> '' with no data;
create unique index stored_id on looks.stored (id);
create index stored_name on looks.stored (lower(name)) where double > 1;
comment on materialized view looks.stored is 'from time to time';
comment on column looks.stored.double is 'twice';
comment on index looks.stored_id is 'to refresh concurrently';
create materialized view looks.filled (a, b) with (fillfactor = 50) as select name, count(*) from looks.people group by people.name;
