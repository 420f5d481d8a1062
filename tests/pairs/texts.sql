-- Texts that a server writes in other words than it read: the second diff must be empty.

-- pair: lists, ranges and casts in checks
-- from
create table t (a integer, b varchar(5), c text, d numeric);
-- to
create table t (
    a integer check (a in (1, 2, 3)), b varchar(5) check (b in ('x', 'y')), c text check (c = any ('{p,q}'::text[])),
    d numeric check (d between 1 and 2.5 and not d = 2), check (a <> all (array[5, 6])), check (b::text like 'a%' or b is null)
);
-- rows
insert into t values (1, null, 'p', 1.5);
-- keeps: select a, b, c, d from t

-- pair: casts in defaults
-- from
create table t (id integer);
-- to
create table t (
    id integer default '7', a text default 'x'::varchar, b varchar(3) default 'abcdef'::varchar(2), c numeric default 1::integer,
    d date default 'today'::date, e timestamptz default '2024-01-01'::date, f bigint default 7, g jsonb default '{"a": 1}',
    h interval default '1 day', i double precision default 1e-5, j text[] default array['a', 'b'], k "char" default 'c', l real default 0.1
);

-- pair: parentheses and operators
-- from
create table t (a integer, b integer, c boolean);
-- to
create table t (
    a integer, b integer, c boolean, check ((a + b) * 2 > (a - (b - 1))), check (not (c and (a = 1 or b = 2))), check (((a)) > ((0))),
    check (a % 2 = 0 is not true), check (-a < - (-b)), check (case a when 1 then true else b > 0 end)
);

-- pair: functions with a syntax of their own
-- from
create table t (s text, d date, at timestamptz);
-- to
create table t (s text, d date, at timestamptz);
create view v as
    select extract(year from d) as y, substring(s from 2 for 3) as sub, trim(both 'x' from s) as trimmed, position('a' in s) as pos,
        overlay(s placing 'z' from 1) as over, at at time zone 'UTC' as utc, s similar to 'a+' as sim, coalesce(s, '') as co,
        nullif(s, '') as nu, greatest(s, 'a') as gr, current_date - d as age, s is normalized as nfc, (d, d) overlaps (d, interval '1 day') as ov
    from t;

-- pair: names that the search path hides or shows
-- from
create schema app;
create table app.t (a integer);
create function app.f(integer) returns integer language sql immutable as 'select $1';
-- to
create schema app;
create table app.t (a integer);
create function app.f(integer) returns integer language sql immutable as 'select $1';
set search_path = app, public;
create view v as select f(a) as x, t.a from t where f(t.a) > 0;
create index t_f on t (f(a));
alter table t add check (f(a) < 100);
create function public.g() returns integer language sql set search_path = app as 'select f(1)';

-- pair: collations, conditions and times
-- from
create table t (s text, at timestamptz, d date);
-- to
create table t (s text, at timestamptz, d date, check (s collate "C" < 'z'), check (at > '2024-01-01 12:00+02'), check (d > date '2024-02-29'));
create index t_s on t ((s collate "C") desc) where s <> '' and at > timestamptz '2024-01-01 00:00:00 UTC';
create policy p on t using (s = current_user and at <= now() - interval '1 hour');

-- pair: tables that are joined to themselves
-- from
create table t (id integer, boss integer);
-- to
create table t (id integer, boss integer);
create view v as
    select t.id, b.id as boss, (select count(*) from t as u where u.boss = t.id) as below
    from t join t as b on b.id = t.boss where exists (select from t as x where x.id = t.boss) order by 1, 2 desc nulls last limit 5;

-- pair: arrays, rows and json
-- from
create table t (a integer[], j jsonb, p point);
-- to
create table t (a integer[] check (a[1] > 0 and 1 = any (a)), j jsonb check (j ->> 'k' <> '' and j @> '{"a": [1]}'), p point);
create view v as select a[1:2] as few, array[a[1], 2] as two, row(a, j)::text as r, (j #>> '{a,b}')::integer as n, p[0] as x, t as whole from t;

-- pair: numbers, bits and bytes
-- from
create table t (id integer);
-- to
create table t (
    id integer, a bytea default '\x00ff', b bit(3) default B'101', c numeric(5, 2) default -1.50, d float8 default 'NaN',
    e bigint default -9223372036854775808, f smallint default -1, g money default 1.5, h bit varying default X'1F', i uuid default '00000000-0000-0000-0000-000000000001'
);
