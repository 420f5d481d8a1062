-- Renames that history saw: what is renamed keeps its rows.

-- pair: a table is renamed
-- from
create table t (id integer primary key, a text);
create view v as select a from t;
create table u (t integer references t);
-- to
create table z (id integer constraint t_pkey primary key, a text);
create view v as select a from z;
create table u (t integer references z);
-- path
alter table t rename to z;
-- rows
insert into t values (1, 'one');
insert into u values (1);
-- keeps: select id, a from t => select id, a from z
-- keeps: select t from u

-- pair: a table with a serial is renamed
-- from
create table t (id serial primary key);
-- to
create sequence t_id_seq as integer;
create table z (id integer constraint t_pkey primary key default nextval('t_id_seq'));
alter sequence t_id_seq owned by z.id;
-- path
alter table t rename to z;
-- rows
insert into t default values;
-- keeps: select id from t => select id from z
-- keeps: select last_value from t_id_seq

-- pair: a table with an identity is renamed
-- from
create table t (id integer generated always as identity, a text);
-- to
create table z (id integer generated always as identity, a text);
-- path
alter table t rename to z;
-- rows
insert into t (a) values ('x'), ('y');
-- keeps: select id, a from t order by id => select id, a from z order by id
-- keeps: select nextval(pg_get_serial_sequence('t', 'id')) > 2 => select nextval(pg_get_serial_sequence('z', 'id')) > 2

-- pair: two tables swap names
-- from
create table t (a integer);
create table u (b text);
create view v as select a from t;
-- to
create table u (a integer);
create table t (b text);
create view v as select a from u;
-- path
alter table t rename to x;
alter table u rename to t;
alter table x rename to u;
-- rows
insert into t values (1);
insert into u values ('two');
-- keeps: select a from t => select a from u
-- keeps: select b from u => select b from t

-- pair: two equal tables swap names
-- from
create table live (a integer);
create table shadow (a integer);
comment on table shadow is 'not yet';
-- to
create table live (a integer);
comment on table live is 'not yet';
create table shadow (a integer);
-- path
alter table live rename to x;
alter table shadow rename to live;
alter table x rename to shadow;
-- rows
insert into live values (1);
insert into shadow values (2);
-- keeps: select a from live => select a from shadow
-- keeps: select a from shadow => select a from live

-- pair: three tables exchange names in a ring
-- from
create table a (x integer);
create table b (y integer);
create table c (z integer);
-- to
create table b (x integer);
create table c (y integer);
create table a (z integer);
-- path
alter table c rename to spare;
alter table b rename to c;
alter table a rename to b;
alter table spare rename to a;
-- rows
insert into a values (1);
insert into b values (2);
insert into c values (3);
-- keeps: select x from a => select x from b
-- keeps: select y from b => select y from c
-- keeps: select z from c => select z from a

-- pair: a table is renamed and another takes its name
-- from
create table t (a integer);
-- to
create table old_t (a integer);
create table t (a integer, b text);
-- path
alter table t rename to old_t;
create table t (a integer, b text);
-- rows
insert into t values (1);
-- keeps: select a from t => select a from old_t

-- pair: a table is dropped and another takes its name
-- from
create table t (a integer);
create table u (b text);
-- to
create table t (b text);
-- path
drop table t;
alter table u rename to t;
-- rows
insert into u values ('kept');
-- keeps: select b from u => select b from t

-- pair: a table is renamed and changed
-- from
create table t (a integer, b text);
create index t_a on t (a);
-- to
create table z (a bigint, c text not null default 'x');
create index t_a on z (a);
-- path
alter table t rename to z;
alter table z rename b to c;
alter table z alter a type bigint;
alter table z alter c set default 'x', alter c set not null;
-- rows
insert into t values (1, 'one');
-- keeps: select a::text, b from t => select a::text, c from z

-- pair: a table is renamed more than once
-- from
create table t (a integer);
create table u (b integer);
-- to
create table z (a integer);
create table t (b integer);
-- path
alter table t rename to x;
alter table u rename to t;
alter table x rename to y;
alter table y rename to z;
-- rows
insert into t values (1);
insert into u values (2);
-- keeps: select a from t => select a from z
-- keeps: select b from u => select b from t

-- pair: a column is renamed under all that hangs on it
-- from
create table t (a integer primary key check (a > 0), g integer generated always as (a + 1) stored, unique (a, g));
create index t_g on t (g) where a > 5;
create table u (t integer references t);
create policy p on t using (a > 1);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update of a on t for each row when (new.a > 0) execute function f();
create function lowest() returns integer language sql return (select min(a) from t);
-- to
create table t (
    z integer constraint t_pkey primary key constraint t_a_check check (z > 0),
    g integer generated always as (z + 1) stored, constraint t_a_g_key unique (z, g)
);
create index t_g on t (g) where z > 5;
create table u (t integer references t);
create policy p on t using (z > 1);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update of z on t for each row when (new.z > 0) execute function f();
create function lowest() returns integer language sql return (select min(z) from t);
-- path
alter table t rename a to z;
-- rows
insert into t (a) values (1);
insert into u values (1);
-- keeps: select a, g from t => select z, g from t

-- pair: two columns swap names
-- from
create table t (a integer, b integer);
create view v as select a from t;
-- to
create table t (b integer, a integer);
create view v as select b as a from t;
-- path
alter table t rename a to x;
alter table t rename b to a;
alter table t rename x to b;
-- rows
insert into t values (1, 2);
-- keeps: select a, b from t => select b, a from t

-- pair: two columns of different types swap names
-- from
create table t (a integer, b text);
-- to
create table t (b integer, a text);
-- path
alter table t rename a to x;
alter table t rename b to a;
alter table t rename x to b;
-- rows
insert into t values (1, 'two');
-- keeps: select a, b from t => select b, a from t

-- pair: a column is renamed and another takes its name
-- from
create table t (a integer, b text);
-- to
create table t (old_a integer, b text, a integer);
-- path
alter table t rename a to old_a;
alter table t add a integer;
-- rows
insert into t values (1, 'one');
-- keeps: select a, b from t => select old_a, b from t

-- pair: a column is dropped and another takes its name
-- from
create table t (a integer, b text, c date);
-- to
create table t (a text, c date);
-- path
alter table t drop a;
alter table t rename b to a;
-- rows
insert into t values (null, 'kept', '2024-01-01');
-- keeps: select b, c::text from t => select a, c::text from t

-- pair: a column is copied into a new one by hand and dropped
-- from
create table t (a integer, b integer);
-- to
create table t (a integer, new text, c bigint);
-- path
alter table t add new text;
alter table t rename b to old_b;
alter table t add c bigint;
update t set c = old_b;
alter table t drop old_b;
-- rows
insert into t values (1, 2);
-- keeps: select a from t

-- pair: an enum is renamed under its users
-- from
create type mood as enum ('a', 'b');
create table t (m mood default 'a', more mood[]);
create function f(mood) returns mood language sql as 'select $1';
create view v as select m from t where m = 'a';
-- to
create type temper as enum ('a', 'b');
create table t (m temper default 'a', more temper[]);
create function f(temper) returns temper language sql as 'select $1';
create view v as select m from t where m = 'a';
-- path
alter type mood rename to temper;
-- rows
insert into t values ('b', '{a}');
-- keeps: select m::text, more::text from t

-- pair: two types swap names
-- from
create type one as enum ('a');
create type two as enum ('b');
create table t (x one, y two);
-- to
create type two as enum ('a');
create type one as enum ('b');
create table t (x two, y one);
-- path
alter type one rename to spare;
alter type two rename to one;
alter type spare rename to two;
-- rows
insert into t values ('a', 'b');
-- keeps: select x::text, y::text from t

-- pair: a domain and a composite are renamed
-- from
create domain word as text check (value <> '');
create type pair as (w word, n integer);
create table t (w word, p pair);
-- to
create domain term as text constraint word_check check (value <> '');
create type couple as (w term, n integer);
create table t (w term, p couple);
-- path
alter domain word rename to term;
alter type pair rename to couple;
-- rows
insert into t values ('x', row('y', 1));
-- keeps: select w::text, (p).w::text, (p).n from t

-- pair: two attributes swap names
-- from
create type pair as (a integer, b integer);
create table t (p pair);
-- to
create type pair as (b integer, a integer);
create table t (p pair);
-- path
alter type pair rename attribute a to x;
alter type pair rename attribute b to a;
alter type pair rename attribute x to b;
-- rows
insert into t values (row(1, 2));
-- keeps: select (p).a, (p).b from t => select (p).b, (p).a from t

-- pair: a function is renamed under its users
-- from
create function f(integer) returns integer language sql immutable as 'select $1';
create table t (a integer default f(1) check (f(a) > 0));
create index t_f on t (f(a));
create view v as select f(a) as fa from t;
-- to
create function g(integer) returns integer language sql immutable as 'select $1';
create table t (a integer default g(1) constraint t_a_check check (g(a) > 0));
create index t_f on t (g(a));
create view v as select g(a) as fa from t;
-- path
alter function f(integer) rename to g;
-- rows
insert into t values (1);
-- keeps: select fa from v

-- pair: a trigger's function is renamed
-- from
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
create trigger tr before insert on t for each row execute function f();
-- to
create function g() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
create trigger tr before insert on t for each row execute function g();
-- path
alter function f() rename to g;

-- pair: a procedure and an aggregate are renamed
-- from
create procedure p(integer) language sql as 'select 1';
create aggregate total(integer) (sfunc = int4pl, stype = integer);
create view v as select total(n) from generate_series(1, 3) as n;
-- to
create procedure q(integer) language sql as 'select 1';
create aggregate summed(integer) (sfunc = int4pl, stype = integer);
create view v as select summed(n) as total from generate_series(1, 3) as n;
-- path
alter procedure p(integer) rename to q;
alter aggregate total(integer) rename to summed;

-- pair: a view is renamed under another
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a from v;
-- to
create table t (a integer);
create view z as select a from t;
create view w as select a from z;
-- path
alter view v rename to z;

-- pair: a partition and the whole are renamed
-- from
create table t (id integer primary key, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_n on t (n);
-- to
create table z (id integer constraint t_pkey primary key, n integer) partition by list (id);
create table z_1 (id integer not null constraint t_1_pkey primary key, n integer);
alter table z attach partition z_1 for values in (1);
create index t_1_n_idx on z_1 (n);
create index t_n on z (n);
-- path
alter table t rename to z;
alter table t_1 rename to z_1;
-- rows
insert into t values (1, 2);
-- keeps: select id, n from t => select id, n from z
-- keeps: select n from t_1 => select n from z_1

-- pair: two constraints swap names
-- from
create table t (a integer constraint one check (a > 1) constraint two check (a < 100));
-- to
create table t (a integer constraint two check (a > 1) constraint one check (a < 100));
-- path
alter table t rename constraint one to x;
alter table t rename constraint two to one;
alter table t rename constraint x to two;
-- rows
insert into t values (5);
-- keeps: select a from t

-- pair: a table whose row type is in use is renamed
-- from
create table t (a integer);
create table u (t t, many t[]);
create function f(t) returns integer language sql as 'select 1';
create function g() returns setof t language sql as 'values (1)';
-- to
create table z (a integer);
create table u (t z, many z[]);
create function f(z) returns integer language sql as 'select 1';
create function g() returns setof z language sql as 'values (1)';
-- path
alter table t rename to z;
-- rows
insert into u values (row(1), array[row(2)]::t[]);
-- keeps: select (t).a, (many[1]).a from u

-- pair: a name changes its case only
-- from
create table t (a integer);
-- to
create table "T" ("A" integer);
-- path
alter table t rename to "T";
alter table "T" rename a to "A";
-- rows
insert into t values (1);
-- keeps: select a from t => select "A" from "T"

-- pair: schema, table and column are renamed together
-- from
create schema one;
create table one.t (a integer, b text);
create view one.v as select a from one.t;
-- to
create schema two;
create table two.z (c integer, b text);
create view two.v as select c as a from two.z;
-- path
alter table one.t rename a to c;
alter schema one rename to two;
alter table two.t rename to z;
-- rows
insert into one.t values (1, 'one');
-- keeps: select a, b from one.t => select c, b from two.z

-- pair: a table becomes another's partition under a new name
-- from
create table t (id integer not null);
-- to
create table t_old (id integer not null);
create table t (id integer not null) partition by range (id);
alter table t attach partition t_old for values from (minvalue) to (100);
-- path
alter table t rename to t_old;
create table t (id integer not null) partition by range (id);
alter table t attach partition t_old for values from (minvalue) to (100);
-- rows
insert into t values (1), (99);
-- keeps: select id from t order by id => select id from t order by id

-- pair: a label is renamed and another takes its name
-- from
create type mood as enum ('a', 'b');
create table t (m mood);
-- to
create type mood as enum ('old', 'b', 'a');
create table t (m mood);
-- path
alter type mood rename value 'a' to 'old';
alter type mood add value 'a';
-- rows
insert into t values ('a'), ('b');
-- keeps: select count(*) from t where m = 'a' => select count(*) from t where m = 'old'
