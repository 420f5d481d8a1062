-- What the server writes in another way once it has read what it wrote, as after pg_dump: casts of arrays, and
-- the names of columns that nobody can see.
create schema reread;
create table reread.cast_arrays (
    s varchar(10) check (s in ('a', 'b')),
    t varchar check (t not in ('x', 'y''z, (q', null)),
    u varchar(5)[] check (u = array['a', 'b']::varchar[]),
    b bigint check (b = any (array[1, 2])),
    check (s = any (array[array['a', 'b'], array['c', 'd']]))
);
create table reread.in_all_places (
    id integer primary key,
    s varchar,
    is_known boolean generated always as (s in ('x', 'y')) stored,
    is_default boolean default ('a'::varchar in ('p', 'q')),
    check (case when s in ('a', 'b') then s in ('c') else s in ('ARRAY[', 'd)') end)
);
create index of_some on reread.in_all_places (s) where s in ('p', 'q');
create index of_whether on reread.in_all_places ((s in ('p', 'q')));
create domain reread.of_few as varchar check (value in ('a', 'b'));
create table reread.parts (s varchar) partition by list ((s in ('a', 'b')));
create table reread.parts_true partition of reread.parts for values in (true);

create view reread.second_part as select x.k from (select 'a' as k union all select 'b') as x;
create view reread.many_parts as select 'a' as k, 1 union all select 'b', 2 union select s, id from reread.in_all_places;
create view reread.in_conditions as
    select s from reread.in_all_places
    where exists (select 'x'::text) and id in (select 1::bigint) and (select 'a'::text) = s;
create view reread.with_queries as
    with w as (select 'a'::text union all select 'b'), w2 (z) as materialized (select 1::text)
    select * from w, w2;
create view reread.in_parentheses as (select 'a' as k limit 1) union all (select 'b' limit 1);
create view reread.nested as
    select a.k, (select max(s) from reread.in_all_places)
    from (select 'x' as k except select 'z'::varchar intersect select now()::text) as a
    join lateral (select a.k || 'x' as y) as b on b.y in (select 'p'::text)
    where a.k in ('q', 'r');
create view reread.distinct_from as
    select s in ('a', 'b') as f, s is distinct from 'z' as g, extract(year from now()) as h, array(select 'a'::text)
    from reread.in_all_places
    where s is distinct from (select 'x'::varchar);
create materialized view reread.stored as
    select case s when 'a' then 'x' else (select 'y'::text) end as c from reread.in_all_places;

create function reread.of_queries() returns setof text
begin atomic
    select 'a' union all select 'b';
    select 'x'::text as seen where 'q'::varchar in ('a', 'b');
end;
create function reread.fired() returns trigger language plpgsql as 'begin return new; end';
create trigger of_few before insert on reread.cast_arrays for each row when (new.s in ('a', 'b')) execute function reread.fired();
create rule of_few as on insert to reread.in_all_places where new.s in ('z', 'y')
    do also update reread.cast_arrays set s = (select 'a'::text);
create policy of_few on reread.cast_arrays
    using ((select 'a'::text) = s and exists (select 'b'::text from reread.in_all_places as i where i.s in ('a', 'b')));

-- Names that somebody sees, in places where they could be taken for hidden ones.
create view reread.within_group as
    select percentile_disc(0.5) within group (order by x.b) as p
    from (select g as b, 10 * g as c from generate_series(1, 3) as g) as x;
create view reread.within_group_swapped as
    select percentile_disc(0.5) within group (order by x.b) as p
    from (select g as c, 10 * g as b from generate_series(1, 3) as g) as x;
create view reread.rows_from as
    select x.b
    from rows from (generate_series(1, 2), generate_series(10, 13)) as g (p, q),
        lateral (select g.p as b, g.q as c offset 0) as x;
create view reread.rows_from_swapped as
    select x.b
    from rows from (generate_series(1, 2), generate_series(10, 13)) as g (p, q),
        lateral (select g.p as c, g.q as b offset 0) as x;
create function reread.of_record() returns record begin atomic select 1 as x, 2 as y, 'z'; end;
create function reread.of_record_swapped() returns record begin atomic select 1 as y, 2 as x, 'z'; end;
create rule seen as on update to reread.parts do also select 1 as x, 2 as y;
