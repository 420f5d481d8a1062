-- Schemas: made, dropped, renamed, and objects that move between them.

-- pair: a schema is made with what is in it
-- to
create schema app;
create type app.mood as enum ('a');
create table app.t (m app.mood);
create view app.v as select m from app.t;
comment on schema app is 'the application';

-- pair: an empty schema
-- from
create schema one;
-- to
create schema two;

-- pair: a schema is renamed
-- from
create schema one;
create table one.t (id serial primary key);
create function one.f() returns bigint language sql begin atomic select count(*) from one.t; end;
create view v as select id from one.t;
-- to
create schema two;
create table two.t (id serial primary key);
create function two.f() returns bigint language sql begin atomic select count(*) from two.t; end;
create view v as select id from two.t;
-- path
alter schema one rename to two;
-- rows
insert into one.t default values;
-- keeps: select id from one.t => select id from two.t

-- pair: two schemas swap names
-- from
create schema one;
create schema two;
create table one.t (a integer);
create table two.t (b text);
-- to
create schema one;
create schema two;
create table two.t (a integer);
create table one.t (b text);
-- path
alter schema one rename to x;
alter schema two rename to one;
alter schema x rename to two;
-- rows
insert into one.t values (1);
insert into two.t values ('two');
-- keeps: select a from one.t => select a from two.t
-- keeps: select b from two.t => select b from one.t

-- pair: a table moves to another schema
-- from
create schema app;
create table t (id serial primary key, a integer);
create index t_a on t (a);
create view v as select id from t;
create table u (t integer references t);
-- to
create schema app;
create table app.t (id serial primary key, a integer);
create index t_a on app.t (a);
create view v as select id from app.t;
create table u (t integer references app.t);
-- path
alter table t set schema app;
-- rows
insert into t (a) values (5);
insert into u values (1);
-- keeps: select id, a from t => select id, a from app.t
-- keeps: select t from u

-- pair: types and functions move to another schema
-- from
create schema app;
create type mood as enum ('a', 'b');
create domain word as text;
create function f(mood) returns mood language sql as 'select $1';
create table t (m mood default 'a', w word);
-- to
create schema app;
create type app.mood as enum ('a', 'b');
create domain app.word as text;
create function app.f(app.mood) returns app.mood language sql as 'select $1';
create table t (m app.mood default 'a', w app.word);
-- path
alter type mood set schema app;
alter domain word set schema app;
alter function f(app.mood) set schema app;
-- rows
insert into t values ('b', 'word');
-- keeps: select m::text, w::text from t

-- pair: one name in two schemas
-- from
create schema app;
create table t (a integer);
create table app.t (b text);
create view v as select b from app.t;
-- to
create schema app;
create table t (a integer, c integer);
create table app.t (b text);
create view v as select a from t;
-- rows
insert into app.t values ('kept');
-- keeps: select b from app.t

-- pair: a schema is dropped on which others depend
-- from
create schema app;
create table app.t (a integer primary key);
create table u (a integer references app.t, b text);
create view v as select a from app.t;
-- to
create table u (a integer, b text);
-- rows
insert into app.t values (1);
insert into u values (null, 'kept');
-- loses: app.t
-- keeps: select a, b from u
