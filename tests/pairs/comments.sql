-- Comments on everything that can have one.

-- pair: on a table, its columns, constraints and indexes
-- from
create table t (a integer constraint k primary key, b integer constraint c check (b > 0));
create index i on t (b);
-- to
create table t (a integer constraint k primary key, b integer constraint c check (b > 0));
create index i on t (b);
comment on table t is 'the table';
comment on column t.b is 'the column';
comment on constraint k on t is 'the key';
comment on constraint c on t is 'the check';
comment on index i is 'the index';
comment on index k is 'the index of the key';

-- pair: changed, and removed
-- from
create table t (a integer, b integer);
comment on table t is 'old';
comment on column t.a is 'a';
-- to
create table t (a integer, b integer);
comment on table t is 'new';
comment on column t.b is 'b';
-- path
comment on table t is 'new';
comment on column t.a is null;
comment on column t.b is 'b';

-- pair: on triggers, policies and rules
-- both
create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function f();
create policy p on t using (true);
create rule r as on delete to t do instead nothing;
-- to
comment on trigger tr on t is 'the trigger';
comment on policy p on t is 'the policy';
comment on rule r on t is 'the rule';

-- pair: on views and their columns
-- both
create view v as select 1 as a;
create materialized view m as select 1 as a;
create unique index m_a on m (a);
-- to
comment on view v is 'the view';
comment on column v.a is 'its column';
comment on materialized view m is 'the other';
comment on column m.a is 'its column';
comment on index m_a is 'its index';

-- pair: on routines
-- both
create function f(a integer, out b integer) language sql as 'select 1';
create function f(text) returns text language sql as 'select $1';
create procedure p(a integer default 1) language sql as 'select 1';
create aggregate total(integer) (sfunc = int4pl, stype = integer);
create function touch() returns trigger language plpgsql as 'begin return new; end';
-- to
comment on function f(integer) is 'the function';
comment on function f(text) is 'the other';
comment on procedure p(integer) is 'the procedure';
comment on aggregate total(integer) is 'the aggregate';
comment on function touch() is 'the trigger''s';

-- pair: on types
-- both
create type mood as enum ('a');
create type pair as (a integer, b text);
create type span as range (subtype = float8);
create domain d as integer constraint c check (value > 0);
-- to
comment on type mood is 'the enum';
comment on type pair is 'the composite';
comment on column pair.b is 'its attribute';
comment on type span is 'the range';
comment on domain d is 'the domain';
comment on constraint c on domain d is 'its check';

-- pair: on schemas and sequences
-- both
create schema app;
create sequence app.s;
create table app.t (id serial, n integer generated always as identity);
-- to
comment on schema app is 'the schema';
comment on sequence app.s is 'the sequence';
comment on sequence app.t_id_seq is 'the serial''s';

-- pair: on the schema that every database has
-- from
create table t (a integer);
-- to
create table t (a integer);
comment on schema public is 'for everyone';
-- path
comment on schema public is 'for everyone';

-- pair: on what is made again
-- from
create type mood as enum ('a', 'b');
comment on type mood is 'kept';
create table t (m mood, n integer);
comment on column t.n is 'kept';
create function f(mood) returns integer language sql as 'select 1';
comment on function f is 'kept';
create view v as select m, n from t;
comment on view v is 'kept';
comment on column v.n is 'kept';
-- to
create type mood as enum ('b');
comment on type mood is 'kept';
create table t (m mood, n integer);
comment on column t.n is 'kept';
create function f(mood) returns integer language sql as 'select 1';
comment on function f is 'kept';
create view v as select m, n from t;
comment on view v is 'kept';
comment on column v.n is 'kept';

-- pair: quotes, lines, backslashes and other letters
-- from
create table t (a integer);
comment on table t is 'plain';
-- to
create table t (a integer);
comment on table t is E'it''s -- no comment;\n\\ $$ $1 %s {} \t \u00e4\u6f22';

-- pair: on the columns of a table whose columns move
-- from
create table t (a integer, b integer, c integer);
comment on column t.a is 'a';
comment on column t.c is 'c';
-- to
create table t (c integer, a integer);
comment on column t.a is 'a';
comment on column t.c is 'c';
-- rows
insert into t values (1, null, 3);
-- keeps: select a, c from t

-- pair: on partitions and children
-- both
create table t (a integer) partition by list (a);
create table t_1 partition of t for values in (1);
create table p (a integer);
create table c () inherits (p);
-- from
comment on column t.a is 'of all';
comment on table c is 'the child';
-- to
comment on column t_1.a is 'of one';
comment on table t_1 is 'the partition';
comment on column c.a is 'inherited';
