-- Enums: labels added, removed, moved and renamed, under all that uses the type.

-- pair: labels are added in the middle and at both ends
-- from
create type mood as enum ('b', 'd');
-- to
create type mood as enum ('a', 'b', 'c', 'd', 'e');
-- path
alter type mood add value 'a' before 'b';
alter type mood add value 'c' after 'b';
alter type mood add value 'e';

-- pair: a label is added and is a default of the same change
-- from
create type mood as enum ('ok', 'sad');
create table t (a integer, m mood default 'ok');
-- to
create type mood as enum ('ok', 'sad', 'glad');
create table t (a integer, m mood default 'glad' check (m <> 'sad'));
-- rows
insert into t values (1, 'ok');
-- keeps: select a, m::text from t

-- pair: a label is added and used by an index, a view and a partition
-- from
create type mood as enum ('ok');
create table t (m mood) partition by list (m);
create table t_ok partition of t for values in ('ok');
-- to
create type mood as enum ('ok', 'new');
create table t (m mood) partition by list (m);
create table t_ok partition of t for values in ('ok');
create table t_new partition of t for values in ('new');
create index t_m on t_new (m) where m = 'new';
create view v as select * from t where m > 'ok';

-- pair: a label is removed
-- from
create type mood as enum ('ok', 'sad', 'glad');
create table t (a integer, m mood not null default 'ok');
create index t_m on t (m) where m > 'ok';
-- to
create type mood as enum ('ok', 'glad');
create table t (a integer, m mood not null default 'ok');
create index t_m on t (m) where m > 'ok';
-- rows
insert into t values (1, 'ok'), (2, 'glad');
-- keeps: select a, m::text from t order by a

-- pair: labels change places
-- from
create type mood as enum ('a', 'b', 'c');
create table t (m mood primary key);
create table u (m mood references t);
-- to
create type mood as enum ('c', 'a', 'b');
create table t (m mood primary key);
create table u (m mood references t);
-- rows
insert into t values ('a'), ('c');
insert into u values ('c');
-- keeps: select t.m::text from t order by 1
-- keeps: select m::text from u

-- pair: a label is renamed
-- from
create type mood as enum ('ok', 'sad');
create table t (m mood default 'sad');
create view v as select m from t where m = 'sad';
-- to
create type mood as enum ('ok', 'blue');
create table t (m mood default 'blue');
create view v as select m from t where m = 'blue';
-- path
alter type mood rename value 'sad' to 'blue';
-- rows
insert into t values ('sad');
-- keeps: select m::text = 'sad' from t => select m::text = 'blue' from t

-- pair: two labels swap names
-- from
create type mood as enum ('up', 'down');
create table t (a integer, m mood);
-- to
create type mood as enum ('down', 'up');
create table t (a integer, m mood);
-- path
alter type mood rename value 'up' to 'x';
alter type mood rename value 'down' to 'up';
alter type mood rename value 'x' to 'down';
-- rows
insert into t values (1, 'up'), (2, 'down');
-- keeps: select a, m = 'up' from t order by a => select a, m = 'down' from t order by a

-- pair: a label goes under arrays, composites, domains and functions
-- from
create type mood as enum ('ok', 'sad');
create type face as (m mood, size integer);
create domain good as mood check (value = 'ok');
create table t (a mood[] default '{ok}', f face, g good default 'ok');
create function f(mood, mood[] default '{ok}') returns mood language sql as 'select $1';
create view v as select a[1] as first, (f).m, g from t;
-- to
create type mood as enum ('ok');
create type face as (m mood, size integer);
create domain good as mood check (value = 'ok');
create table t (a mood[] default '{ok}', f face, g good default 'ok');
create function f(mood, mood[] default '{ok}') returns mood language sql as 'select $1';
create view v as select a[1] as first, (f).m, g from t;

-- pair: a text column becomes an enum
-- from
create table t (s text not null default 'new', check (s in ('new', 'old')));
create index t_s on t (s);
-- to
create type state as enum ('new', 'old');
create table t (s state not null default 'new');
create index t_s on t (s);
-- rows
insert into t values ('old');
-- keeps: select s::text from t

-- pair: an enum takes the place of another
-- from
create type one as enum ('a', 'b');
create table t (e one default 'a');
-- to
create type two as enum ('a', 'b', 'c');
create table t (e two default 'a');
-- rows
insert into t values ('b');
-- keeps: select e::text from t

-- pair: an enum becomes a domain of its name
-- from
create type mood as enum ('a', 'b');
create table t (m mood);
-- to
create domain mood as text check (value in ('a', 'b'));
create table t (m mood);
-- rows
insert into t values ('b');
-- keeps: select m::text from t

-- pair: an enum is dropped with all its users
-- from
create type mood as enum ('a');
create table t (a integer, m mood);
create function f(mood) returns integer language sql as 'select 1';
create view v as select m from t;
-- to
create table t (a integer);
-- rows
insert into t values (1);
-- keeps: select a from t

-- pair: labels with quotes, blanks and cases
-- from
create type mood as enum ('a');
-- to
create type mood as enum ('a', 'it''s', ' ', 'A', 'ä;--', '"', '');
create table t (m mood default 'it''s');

-- pair: an enum without labels
-- from
create type mood as enum ();
create table t (m mood);
-- to
create type mood as enum ('first');
create table t (m mood);
