-- Functions and procedures: bodies, arguments, results, properties, and who calls them.

-- pair: a body changes
-- from
create function f(a integer) returns integer language sql as 'select a + 1';
comment on function f is 'adds';
-- to
create function f(a integer) returns integer language sql as 'select a + 2';
comment on function f is 'adds';
-- path
create or replace function f(a integer) returns integer language sql as 'select a + 2';

-- pair: the result has another type
-- from
create function f(a integer) returns integer language sql as 'select a';
-- to
create function f(a integer) returns bigint language sql as 'select a::bigint';

-- pair: an argument's name changes
-- from
create function f(a integer, b text) returns integer language sql as 'select 1';
-- to
create function f(a integer, c text) returns integer language sql as 'select 1';

-- pair: an argument's default comes, changes and goes
-- from
create function f(a integer, b integer default 1) returns integer language sql as 'select 1';
create function g(a integer, b integer default 1) returns integer language sql as 'select 1';
create function h(a integer, b integer) returns integer language sql as 'select 1';
-- to
create function f(a integer, b integer default 2) returns integer language sql as 'select 1';
create function g(a integer, b integer) returns integer language sql as 'select 1';
create function h(a integer default 1, b integer default null) returns integer language sql as 'select 1';

-- pair: an argument is added
-- from
create function f(a integer) returns integer language sql as 'select 1';
create view v as select f(1) as one;
-- to
create function f(a integer, b integer default 2) returns integer language sql as 'select 1';
create view v as select f(1) as one;

-- pair: two functions of one name
-- from
create function f(a integer) returns integer language sql as 'select 1';
create function f(a text) returns integer language sql as 'select 2';
-- to
create function f(a text) returns integer language sql as 'select 3';
create function f(a integer, b integer) returns integer language sql as 'select 4';

-- pair: arguments that go out
-- from
create function f(a integer, out b integer, out c text) language sql as $$ select a, 'x' $$;
create function g(inout a integer) language sql as 'select a';
-- to
create function f(a integer, out b integer, out c text, out d date) language sql as $$ select a, 'x', current_date $$;
create function g(a integer, out a_too integer) language sql as 'select a';

-- pair: arguments of any number
-- from
create function f(variadic a integer[]) returns integer language sql as 'select 1';
-- to
create function f(a integer[]) returns integer language sql as 'select 1';
create function g(a text, variadic b text[] default '{}') returns integer language sql as 'select 1';

-- pair: a table as the result
-- from
create function f() returns table (a integer) language sql as 'select 1';
-- to
create function f() returns table (a integer, b text) language sql as $$ select 1, 'x' $$;

-- pair: a set or one
-- from
create function f() returns integer language sql as 'select 1';
-- to
create function f() returns setof integer language sql as 'select 1 union all select 2';

-- pair: properties
-- from
create function f(a integer) returns integer language sql immutable strict as 'select 1';
create function g(a integer) returns integer language sql parallel safe leakproof as 'select 1';
-- to
create function f(a integer) returns integer language sql stable as 'select 1';
create function g(a integer) returns integer language sql security definer as 'select 1';
-- path
alter function f stable called on null input;
alter function g parallel unsafe not leakproof security definer;

-- pair: settings
-- from
create function f() returns integer language sql set search_path = public, pg_temp as 'select 1';
create function g() returns integer language sql set work_mem = '1MB' as 'select 1';
-- to
create function f() returns integer language sql set search_path = '' as 'select 1';
create function g() returns integer language sql set statement_timeout = '5s' set datestyle = 'ISO, DMY' as 'select 1';

-- pair: another language
-- from
create function f() returns integer language sql as 'select 1';
-- to
create function f() returns integer language plpgsql as 'begin return 1; end';

-- pair: a body that is parsed
-- from
create table t (a integer);
create function f() returns bigint language sql begin atomic select count(*) from t; end;
-- to
create table t (a integer, b integer);
create function f() returns bigint language sql begin atomic select count(*) from t where b > 0; end;

-- pair: a text becomes a parsed body
-- from
create table t (a integer);
create function f(x integer) returns integer language sql as 'select max(a) from t where a < x';
-- to
create table t (a integer);
create function f(x integer) returns integer language sql return (select max(a) from t where a < x);

-- pair: parsed bodies in a chain
-- from
create table t (a integer);
create function f() returns integer language sql return (select max(a) from t);
create function g() returns integer language sql return f() + 1;
-- to
create table t (a bigint);
create function f() returns bigint language sql return (select max(a) from t);
create function g() returns bigint language sql return f() + 1;

-- pair: a parsed body writes
-- from
create table t (a integer, b text);
create procedure p(x integer) language sql begin atomic insert into t values (x, 'x'); end;
-- to
create table t (a integer, b text);
create procedure p(x integer) language sql begin atomic
    insert into t (b, a) values ('y', x);
    delete from t where t.a < x;
    update t set b = 'z' where t.a = x;
end;

-- pair: a procedure becomes a function
-- from
create procedure p(a integer) language sql as 'select 1';
-- to
create function p(a integer) returns void language sql as 'select 1';

-- pair: a procedure's arguments
-- from
create procedure p(a integer, inout b text) language plpgsql as 'begin b := a; end';
-- to
create procedure p(a integer, out b text, c boolean default true) language plpgsql as 'begin b := a; end';

-- pair: a function over a table's row type
-- from
create table t (a integer);
create function twice(t) returns integer language sql as 'select 2 * $1.a';
create view v as select a, t.twice from t;
-- to
create table t (a integer, b integer);
create function twice(t) returns bigint language sql as 'select 2::bigint * $1.a';
create view v as select a, t.twice from t;
-- rows
insert into t values (4);
-- keeps: select a, twice::integer from v

-- pair: a function returns rows of a table that is dropped
-- from
create table t (a integer);
create function f() returns setof t language sql as 'select * from t';
-- to
create table u (a integer);
create function f() returns setof u language sql as 'select * from u';

-- pair: a function takes a table's row and the table a default from a function
-- from
create table s (a integer);
-- to
create table s (a integer);
create table t (a integer);
create function f(t) returns integer language sql immutable as 'select 1';
create table u (a integer default f(null));

-- pair: a body quotes its own quotes
-- from
create function f() returns text language plpgsql as $x$ begin return '$x'; end $x$;
-- to
create function f() returns text language plpgsql as $fun$ begin -- it's $$ and $_$ and \n
    return $x$ 'a' $$ "b" \ $x$; end $fun$;

-- pair: polymorphic types
-- from
create function f(anyelement) returns anyelement language sql as 'select $1';
-- to
create function f(anyelement, anyarray) returns anyarray language sql as 'select array_append($2, $1)';
create function g(anyrange) returns anyelement language sql as 'select lower($1)';

-- pair: an argument's type is made again
-- from
create type mood as enum ('a', 'b');
create function f(mood) returns mood language sql as 'select $1';
create function g(mood[]) returns integer language sql as 'select 1';
-- to
create type mood as enum ('b');
create function f(mood) returns mood language sql as 'select $1';
create function g(mood[]) returns integer language sql as 'select 1';

-- pair: lengths of arguments that do not count beside a result that does
-- from
create function f(a integer, b numeric(5, 2), c varchar(3)) returns void language sql as '';
-- to
create function f(a integer, b numeric, c varchar) returns text language sql as $$ select 'x' $$;
