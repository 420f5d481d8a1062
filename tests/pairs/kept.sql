-- What no definition holds and a plan must put back: owners, rights, storage, statistics, values.

-- pair: owner and rights of a view that is made again
-- from
create table t (a integer, b text);
create view v as select a, b from t;
-- to
create table t (a bigint, b text);
create view v as select a, b from t;
-- rows
alter view v owner to pair_owner;
grant select on v to pair_reader with grant option;
grant insert, update on v to pair_writer;
-- keeps: select relowner::regrole, pg_temp.sorted(relacl) from pg_class where oid = 'v'::regclass

-- pair: rights on the columns of a view that is made again
-- from
create table t (a integer, b text);
create view v as select a, b from t;
-- to
create table t (a integer, b text);
create view v as select 0 as zero, a, b from t;
-- rows
grant select (b) on v to pair_reader;
grant update (b), select (a) on v to pair_writer;
-- keeps: select attname, pg_temp.sorted(attacl) from pg_attribute where attrelid = 'v'::regclass and attacl is not null order by 1

-- pair: rights that were taken from everybody and from the owner
-- from
create function f(a integer) returns integer language sql as 'select 1';
-- to
create function f(a integer) returns bigint language sql as 'select 1::bigint';
-- rows
revoke all on function f from public;
grant execute on function f to pair_reader;
alter function f owner to pair_owner;
revoke execute on function f from pair_owner;
-- keeps: select proowner::regrole, pg_temp.sorted(proacl) from pg_proc where oid = 'f(integer)'::regprocedure

-- pair: cost, rows and support of a function whose body changes
-- from
create function f(a integer) returns setof integer language sql as 'select 1';
-- to
create function f(a integer) returns setof integer language sql as 'select 2';
-- rows
alter function f cost 77 rows 9 support generate_series_int4_support;
-- keeps: select procost, prorows, prosupport::text from pg_proc where oid = 'f(integer)'::regprocedure

-- pair: cost and rows of a function that is made again
-- from
create function f(a integer) returns setof integer language sql as 'select 1';
-- to
create function f(b integer) returns setof bigint language sql as 'select 1::bigint';
-- rows
alter function f cost 77 rows 9;
-- keeps: select procost, prorows from pg_proc where oid = 'f(integer)'::regprocedure

-- pair: a filled materialized view is filled again
-- from
create table t (a integer);
create materialized view m as select a from t;
create index m_a on m (a);
-- to
create table t (a bigint);
create materialized view m as select a from t;
create index m_a on m (a);
-- rows
insert into t values (1), (2);
refresh materialized view m;
alter materialized view m set (fillfactor = 55);
grant select on m to pair_reader;
alter materialized view m alter a set statistics 77;
-- keeps: select relispopulated, reloptions, pg_temp.sorted(relacl) from pg_class where oid = 'm'::regclass
-- keeps: select attstattarget from pg_attribute where attrelid = 'm'::regclass and attname = 'a'
-- keeps: select a::integer from m order by a

-- pair: a materialized view that was not filled is not filled
-- from
create table t (a integer);
create materialized view m as select a from t with no data;
-- to
create table t (a text);
create materialized view m as select a from t with no data;
-- rows
insert into t values (1);
-- keeps: select relispopulated from pg_class where oid = 'm'::regclass

-- pair: owner and rights of an enum that is made again
-- from
create type mood as enum ('a', 'b');
create table t (m mood);
-- to
create type mood as enum ('b');
create table t (m mood);
-- rows
alter type mood owner to pair_owner;
revoke usage on type mood from public;
grant usage on type mood to pair_reader;
-- keeps: select typowner::regrole, pg_temp.sorted(typacl) from pg_type where oid = 'mood'::regtype

-- pair: owner and rights of a domain and a composite that are made again
-- from
create domain d as integer;
create type c as (x d, y integer);
-- to
create domain d as bigint;
create type c as (x d, y integer);
-- rows
alter domain d owner to pair_owner;
grant usage on type d to pair_reader;
alter type c owner to pair_owner;
revoke usage on type c from public;
-- keeps: select typname, typowner::regrole, pg_temp.sorted(typacl) from pg_type where typname in ('c', 'd') order by 1

-- pair: what a column has that is made again for its place
-- from
create table t (a integer, b text, c text);
-- to
create table t (a integer, new integer, b text, c text);
-- rows
insert into t values (1, 'b', 'c');
alter table t alter b set statistics 321, alter b set storage external, alter c set (n_distinct = 5), alter c set compression pglz;
grant select (b), update (c) on t to pair_reader;
-- keeps: select attname, attstattarget, attstorage, attoptions, attcompression, pg_temp.sorted(attacl) from pg_attribute where attrelid = 't'::regclass and attname in ('b', 'c') order by 1
-- keeps: select a, b, c from t

-- pair: statistics of a column whose type changes
-- from
create table t (a varchar(10), b integer);
-- to
create table t (a text, b bigint);
-- rows
insert into t values ('x', 1);
alter table t alter a set statistics 123, alter b set statistics 45, alter b set (n_distinct = -0.5);
-- keeps: select attname, attstattarget, attoptions from pg_attribute where attrelid = 't'::regclass and attnum > 0 and not attisdropped order by 1

-- pair: fill factor and statistics of indexes that are made again
-- from
create table t (a integer, b text);
create index i on t ((a + 1), b);
create unique index j on t (a);
-- to
create table t (a integer, b text);
create index i on t ((a + 1), b desc);
create unique index j on t (a desc);
-- rows
alter index i set (fillfactor = 60);
alter index i alter column 1 set statistics 99;
-- keeps: select reloptions from pg_class where oid = 'i'::regclass
-- keeps: select attstattarget from pg_attribute where attrelid = 'i'::regclass and attnum = 1

-- pair: an index by which a table is clustered and identified
-- from
create table t (a integer not null, b text not null);
create unique index i on t (a);
-- to
create table t (a integer not null, b text not null);
create unique index i on t (a, b);
-- rows
alter table t cluster on i;
alter table t replica identity using index i;
-- keeps: select indisclustered, indisreplident from pg_index where indexrelid = 'i'::regclass
-- keeps: select relreplident from pg_class where oid = 't'::regclass

-- pair: a key's storage where the key is made again
-- from
create table t (a integer primary key, b integer);
create table u (a integer references t);
-- to
create table t (a integer, b integer, constraint t_pkey primary key (a) include (b));
create table u (a integer references t);
-- rows
alter index t_pkey set (fillfactor = 70);
-- keeps: select reloptions from pg_class where oid = 't_pkey'::regclass

-- pair: replica identity and parameters of a table that changes
-- from
create table t (a integer, b text);
-- to
create table t (b text, a bigint);
-- rows
insert into t values (1, 'one');
alter table t replica identity full;
alter table t set (fillfactor = 80, autovacuum_enabled = off);
grant select, references on t to pair_reader;
alter table t owner to pair_owner;
-- keeps: select relreplident, reloptions, relowner::regrole, pg_temp.sorted(relacl) from pg_class where oid = 't'::regclass
-- keeps: select a::text, b from t

-- pair: rights on a table that is renamed with its schema
-- from
create schema one;
create table one.t (a integer);
-- to
create schema two;
create table two.z (a integer);
-- path
alter schema one rename to two;
alter table two.t rename to z;
-- rows
insert into one.t values (1);
grant usage on schema one to pair_reader;
grant select on one.t to pair_reader;
alter schema one owner to pair_owner;
-- keeps: select nspowner::regrole, pg_temp.sorted(nspacl) from pg_namespace where nspname = 'one' => select nspowner::regrole, pg_temp.sorted(nspacl) from pg_namespace where nspname = 'two'
-- keeps: select pg_temp.sorted(relacl) from pg_class where relname = 't' => select pg_temp.sorted(relacl) from pg_class where relname = 'z'

-- pair: rights where defaults would give others
-- from
create table t (a integer);
create view v as select a from t;
-- to
create table t (a bigint);
create view v as select a from t;
-- rows
alter default privileges in schema public grant select on tables to pair_writer;
grant select on v to pair_reader;
-- keeps: select pg_temp.sorted(relacl) from pg_class where oid = 'v'::regclass

-- pair: no rights but the owner's where defaults would give some
-- from
create function f(a integer) returns integer language sql as 'select 1';
-- to
create function f(b integer) returns integer language sql as 'select 1';
-- rows
alter default privileges in schema public grant execute on functions to pair_writer;
revoke all on function f from public;
-- keeps: select pg_temp.sorted(proacl) from pg_proc where oid = 'f(integer)'::regprocedure

-- pair: rights that another role has granted
-- from
create table t (a integer);
create view v as select a from t;
-- to
create table t (a text);
create view v as select a from t;
-- rows
alter view v owner to pair_owner;
grant select on v to pair_writer with grant option;
set role pair_writer;
grant select on v to pair_reader;
reset role;
-- keeps: select pg_temp.sorted(relacl) from pg_class where oid = 'v'::regclass

-- pair: rights on a sequence that becomes an identity's
-- from
create table t (id serial, a text);
-- to
create table t (id integer generated always as identity, a text);
-- rows
insert into t (a) values ('x'), ('y');
grant usage on sequence t_id_seq to pair_reader;
-- keeps: select pg_temp.sorted(relacl) from pg_class where oid = pg_get_serial_sequence('t', 'id')::regclass
-- keeps: select nextval(pg_get_serial_sequence('t', 'id')) > 2

-- pair: owner and rights of partitions whose bounds change
-- from
create table t (id integer) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
-- to
create table t (id integer) partition by range (id);
create table t_1 partition of t for values from (0) to (20);
-- rows
insert into t values (5);
grant select on t_1 to pair_reader;
alter table t_1 set (fillfactor = 44);
alter table t_1 owner to pair_owner;
-- keeps: select relowner::regrole, reloptions, pg_temp.sorted(relacl) from pg_class where oid = 't_1'::regclass
-- keeps: select id from t

-- pair: a procedure and an aggregate keep their owners and rights
-- from
create procedure p(a integer) language sql as 'select 1';
create aggregate total(integer) (sfunc = int4pl, stype = integer);
-- to
create procedure p(b integer) language sql as 'select 1';
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
-- rows
alter procedure p owner to pair_owner;
revoke all on procedure p from public;
grant execute on procedure p to pair_reader;
alter aggregate total(integer) owner to pair_owner;
grant execute on function total(integer) to pair_writer;
-- keeps: select proname, proowner::regrole, pg_temp.sorted(proacl) from pg_proc where proname in ('p', 'total') order by 1

-- pair: the owner of all that hangs on one column
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a from v;
create materialized view m as select a from w;
-- to
create table t (a numeric);
create view v as select a from t;
create view w as select a from v;
create materialized view m as select a from w;
-- rows
alter view v owner to pair_owner;
alter view w owner to pair_writer;
alter materialized view m owner to pair_owner;
grant select on w to public;
grant select on t to pair_owner;
grant select on v to pair_writer;
-- keeps: select relname, relowner::regrole, pg_temp.sorted(relacl) from pg_class where relname in ('v', 'w', 'm') order by 1

-- pair: parameters and rights of a sequence whose type changes
-- from
create table t (id integer generated by default as identity (start 5), a text);
create sequence s as integer;
-- to
create table t (id bigint generated by default as identity (start 5), a text);
create sequence s as bigint;
-- rows
insert into t (a) values ('x'), ('y'), ('z');
select setval('s', 33);
grant usage on sequence s to pair_reader;
-- keeps: select id::integer, a from t order by id
-- keeps: select last_value, pg_temp.sorted(c.relacl) from s, pg_class as c where c.oid = 's'::regclass

-- pair: a toast parameter and an unlogged table
-- from
create table t (a integer, b text);
-- to
create table t (a integer, b text, c text not null default '');
-- rows
insert into t values (1, 'b');
alter table t set (toast.autovacuum_enabled = off);
alter table t set unlogged;
-- keeps: select c.relpersistence, t.reloptions from pg_class as c join pg_class as t on t.oid = c.reltoastrelid where c.oid = 't'::regclass
-- keeps: select a, b from t
