-- Order and cycles: statements that run in one order only, and things that need each other.

-- pair: a view and the column that it reads are made together
-- from
create table t (a integer);
create view a_view as select a from t;
-- to
create table t (a integer, b text);
create view a_view as select a, b from t;
create view another as select b from t;
-- path
alter table t add b text;
create or replace view a_view as select a, b from t;
create view another as select b from t;
-- rows
insert into t values (1);
-- keeps: select a from a_view

-- pair: a default that calls a new function
-- from
create table t (id integer);
-- to
create function z_next() returns text language sql as $$ select 'x' $$;
create table t (id integer, code text not null default z_next());
-- rows
insert into t values (1);
-- keeps: select id from t

-- pair: a generated column that calls a new function
-- from
create table t (a text);
-- to
create function z_norm(text) returns text language sql immutable as 'select lower($1)';
create table t (a text, b text generated always as (z_norm(a)) stored);
-- rows
insert into t values ('A');
-- keeps: select a from t

-- pair: the function of a generated column is made again
-- from
create function norm(text) returns text language sql immutable as 'select lower($1)';
create table t (a text, b text generated always as (norm(a)) stored, c integer);
create index t_b on t (b);
-- to
create function norm(text, integer default 1) returns text language sql immutable as 'select upper($1)';
create table t (a text, b text generated always as (norm(a)) stored, c integer);
create index t_b on t (b);
-- rows
insert into t (a, c) values ('a', 3);
-- keeps: select a, c from t

-- pair: a function, a table and a function
-- to
create function a_first() returns integer language sql immutable as 'select 1';
create table m_table (a integer default a_first());
create function b_last() returns setof m_table language sql begin atomic select a from m_table; end;
create view a_top as select a from b_last();

-- pair: a function and a table exchange places
-- from
create function f() returns integer language sql as 'select 1';
create table t (a integer default f());
-- to
create table t (a integer);
create function f() returns integer language sql begin atomic select max(a) from t; end;
-- rows
insert into t values (4);
-- keeps: select a from t

-- pair: a view and a function exchange places
-- from
create function f() returns integer language sql as 'select 1';
create view v as select f() as a;
-- to
create view v as select 1 as a;
create function f() returns integer language sql begin atomic select a from v; end;

-- pair: a sequence and a default in a cycle
-- to
create table t (a integer);
create sequence s owned by t.a;
alter table t alter a set default nextval('s');
create table u (b bigint default nextval('s'));

-- pair: tables that refer to each other
-- to
create table a (id integer primary key, b integer);
create table b (id integer primary key, a integer references a);
alter table a add constraint a_to_b foreign key (b) references b deferrable initially deferred;

-- pair: two tables of three that refer to each other are dropped
-- from
create table a (id integer primary key, b integer);
create table b (id integer primary key, c integer);
create table c (id integer primary key, a integer references a);
alter table a add foreign key (b) references b;
alter table b add foreign key (c) references c;
-- to
create table b (id integer primary key, c integer);
-- rows
insert into b values (1, null);
-- keeps: select id from b

-- pair: tables whose rows are in each other's functions
-- to
create table a (x integer);
create table b (y integer);
create function f(a) returns b language sql as 'select null::b';
create function f(b) returns a language sql as 'select null::a';
create view v as select a.f from a;

-- pair: a long chain through many kinds is made
-- to
create type z1 as enum ('a', 'b');
create domain y2 as z1 check (value = 'a');
create type x3 as (m y2, n z1[]);
create function w4(x3) returns z1 language sql immutable as 'select ($1).m::public.z1';
create table v5 (id integer primary key, x x3, m z1 default w4(null));
create view u6 as select id, w4(x) as w from v5;
create materialized view t7 as select w, count(*) from u6 group by w;
create function s8() returns setof t7 language sql begin atomic select * from t7; end;
create view r9 as select w from s8();

-- pair: the first of a long chain changes
-- from
create type e as enum ('a', 'b');
create domain d as e check (value <> 'b');
create type c as (m d, n integer);
create table t (id integer primary key, c c);
create view v as select id, (c).m as m from t;
create materialized view mv as select m from v;
create function f(c) returns e language sql as 'select ($1).m::e';
-- to
create type e as enum ('b');
create domain d as e check (value <> 'b');
create type c as (m d, n integer);
create table t (id integer primary key, c c);
create view v as select id, (c).m as m from t;
create materialized view mv as select m from v;
create function f(c) returns e language sql as 'select ($1).m::e';
-- rows
insert into t values (1, null);
-- keeps: select id from t

-- pair: a check that calls a function that reads another table
-- from
create table z (a integer);
-- to
create table z (a integer);
create function known(integer) returns boolean language sql as 'select exists (select from z where a = $1)';
create table t (a integer check (known(a)));

-- pair: a partition's default and bound call functions
-- from
create function f() returns integer language sql immutable as 'select 1';
create table t (id integer, n integer) partition by list (id);
-- to
create function f() returns integer language sql immutable as 'select 1';
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t (n default f()) for values in (1, 1 + 1);

-- pair: a partition key calls a new function
-- to
create function z_part(integer) returns integer language sql immutable as 'select $1 % 10';
create table t (id integer) partition by list (z_part(id));
create table t_1 partition of t for values in (1);

-- pair: schemas that need each other
-- to
create schema a;
create schema b;
create type b.kind as enum ('x');
create table a.t (k b.kind);
create view b.v as select k from a.t;
create function a.f() returns setof b.v language sql begin atomic select k from b.v; end;

-- pair: a type is named like a table that goes
-- from
create table thing (a integer);
-- to
create type thing as enum ('a');
create table t (x thing);

-- pair: an enum is named like a domain that goes
-- from
create domain kind as text;
create table t (id integer, k kind);
-- to
create type kind as enum ('a');
create table t (id integer, k kind);
-- rows
insert into t values (1, 'a');
-- keeps: select id, k::text from t

-- pair: a table takes the name of an index, an index that of a sequence
-- from
create table t (a integer);
create index one on t (a);
create sequence two;
-- to
create table t (a integer);
create index two on t (a);
create table one (b integer);

-- pair: inherited tables are dropped with their parent and made in another order
-- from
create table p (a integer);
create table c () inherits (p);
create table g () inherits (c);
-- to
create table g (a integer);
create table c () inherits (g);
create table p () inherits (c);

-- pair: parent and child change places
-- from
create table p (a integer);
create table c () inherits (p);
-- to
create table c (a integer);
create table p () inherits (c);

-- pair: a foreign key turns round
-- from
create table a (id integer primary key);
create table b (id integer primary key, constraint fk foreign key (id) references a);
-- to
create table a (id integer primary key);
create table b (id integer primary key);
alter table a add constraint fk foreign key (id) references b;
-- rows
insert into a values (1);
insert into b values (1);
-- keeps: select a.id from a join b using (id)

-- pair: a view and a function that need each other
-- refused: a view and a function with a parsed body need each other
-- from
create table t (a integer);
-- to
create table t (a integer);
create function f() returns integer language sql return 1;
create view v as select a, f() as f from t;
create or replace function f() returns integer language sql return (select max(a) from v);

-- pair: an operator hangs on a function that is made again
-- refused: pggit does not track operators, and cannot make this one again
-- from
create function close_to(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) < 2';
create operator ~~~ (function = close_to, leftarg = integer, rightarg = integer);
-- to
create function close_to(integer, integer) returns integer language sql immutable as 'select abs($1 - $2)';
create operator ~~~ (function = close_to, leftarg = integer, rightarg = integer);
