-- Domains: their checks, defaults, base types, and the columns that have them.

-- pair: a check is added, another dropped
-- from
create domain d as integer constraint a check (value > 0);
create table t (a d);
-- to
create domain d as integer constraint b check (value < 100);
create table t (a d);
-- path
alter domain d drop constraint a;
alter domain d add constraint b check (value < 100);
-- rows
insert into t values (5);
-- keeps: select a::integer from t

-- pair: a check changes under its name
-- from
create domain d as text constraint form check (value ~ '^a');
comment on constraint form on domain d is 'the form';
-- to
create domain d as text constraint form check (value ~ '^b');
comment on constraint form on domain d is 'the form';

-- pair: a check is renamed
-- from
create domain d as integer constraint a check (value > 0);
-- to
create domain d as integer constraint b check (value > 0);
-- path
alter domain d rename constraint a to b;

-- pair: a check is validated
-- from
create domain d as integer;
alter domain d add constraint a check (value > 0) not valid;
create table t (a d);
-- to
create domain d as integer constraint a check (value > 0);
create table t (a d);
-- path
alter domain d validate constraint a;
-- rows
insert into t values (5);
-- keeps: select a::integer from t

-- pair: defaults and not null
-- from
create domain d as integer default 1;
create domain e as integer not null;
create table t (a d, b e);
-- to
create domain d as integer not null default 2;
create domain e as integer;
create table t (a d, b e);
-- path
alter domain d set default 2;
alter domain d set not null;
alter domain e drop not null;
-- rows
insert into t (b) values (3);
-- keeps: select a::integer, b::integer from t

-- pair: the base type
-- from
create domain d as integer check (value > 0);
create table t (id integer, a d default 1);
create index t_a on t (a);
create view v as select a from t;
-- to
create domain d as bigint check (value > 0);
create table t (id integer, a d default 1);
create index t_a on t (a);
create view v as select a from t;
-- rows
insert into t values (1, 5);
-- keeps: select id, a::text from t

-- pair: a longer base type
-- from
create domain d as varchar(10);
create table t (a d, b d[]);
-- to
create domain d as varchar(20);
create table t (a d, b d[]);
-- rows
insert into t values ('x', '{y}');
-- keeps: select a::text, b[1]::text from t

-- pair: a collation
-- from
create domain d as text;
create table t (a d);
-- to
create domain d as text collate "C";
create table t (a d);

-- pair: a domain over a function that checks
-- to
create function a_ok(text) returns boolean language sql immutable as $$ select $1 <> '' $$;
create domain filled as text check (a_ok(value));
create table t (a filled default 'x');

-- pair: the function that checks is made again
-- from
create function ok(text) returns boolean language sql immutable as $$ select $1 <> '' $$;
create domain filled as text check (ok(value));
create table t (a filled);
-- to
create function ok(text, text default '') returns boolean language sql immutable as 'select $1 <> $2';
create domain filled as text check (ok(value));
create table t (a filled);
-- rows
insert into t values ('x');
-- keeps: select a::text from t

-- pair: a domain over a domain
-- from
create domain d as integer check (value > 0);
create table t (a integer);
-- to
create domain d as integer check (value > 0);
create domain a_small as d check (value < 10);
create table t (a a_small);
-- rows
insert into t values (5);
-- keeps: select a::integer from t

-- pair: a column gives up its domain
-- from
create domain d as text check (value <> '');
create table t (id integer, a d not null default 'x');
-- to
create table t (id integer, a text not null default 'x');
-- rows
insert into t values (1, 'kept');
-- keeps: select id, a::text from t

-- pair: domains over arrays, enums, composites and ranges
-- from
create type mood as enum ('a', 'b');
-- to
create type mood as enum ('a', 'b');
create type face as (m mood);
create domain moods as mood[] check (cardinality(value) > 0);
create domain full_face as face check ((value).m is not null);
create domain some_range as int4range check (not isempty(value));
create table t (a moods, b full_face, c some_range);

-- pair: a check reads a table by a function
-- from
create table allowed (word text);
-- to
create table allowed (word text);
create function is_allowed(text) returns boolean language sql as 'select exists (select from allowed where word = $1)';
create domain word as text check (is_allowed(value));
create table t (a word);
