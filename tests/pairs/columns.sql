-- Columns: added, dropped, moved, retyped; defaults; generated columns; whole tables.

-- pair: a table is made
-- to
create table t (id integer primary key, name text not null default 'x', at timestamptz default now());

-- pair: a table without columns gets one
-- from
create table t ();
-- to
create table t (a integer);

-- pair: a column is added at the end
-- from
create table t (a integer);
-- to
create table t (a integer, b text);
-- path
alter table t add column b text;
-- rows
insert into t values (1), (2);
-- keeps: select a from t order by a

-- pair: a column is added in the middle
-- from
create table t (a integer, c text);
-- to
create table t (a integer, b text, c text);
-- rows
insert into t values (1, 'one'), (2, 'two');
-- keeps: select a, c from t order by a

-- pair: two columns change places
-- from
create table t (a integer primary key, b text not null default 'x', c text);
create index t_b on t (b);
-- to
create table t (a integer primary key, c text, b text not null default 'x');
create index t_b on t (b);
-- rows
insert into t values (1, 'one', 'eins'), (2, 'two', null);
-- keeps: select a, b, c from t order by a

-- pair: a column is dropped from the middle
-- from
create table t (a integer, b integer, c integer);
create index t_c on t (c);
-- to
create table t (a integer, c integer);
create index t_c on t (c);
-- path
alter table t drop column b;
-- rows
insert into t values (1, null, 3);
-- keeps: select a, c from t

-- pair: a dropped column holds rows
-- from
create table t (a integer, b text);
-- to
create table t (a integer);
-- rows
insert into t values (1, 'lost');
-- loses: b
-- keeps: select a from t

-- pair: a dropped table holds rows
-- from
create table t (a integer);
create table other (a integer);
-- to
create table other (a integer);
-- rows
insert into t values (1);
insert into other values (2);
-- loses: public.t
-- keeps: select a from other

-- pair: all columns are replaced
-- from
create table t (a integer, b integer);
-- to
create table t (c integer, d integer);

-- pair: a dropped column is used by everything
-- from
create table t (a integer primary key, b integer, c integer, check (b < c), unique (b, c));
create index t_sum on t ((b + c));
create view v as select a, b from t where c > 0;
create policy p on t using (b > 0);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr after update of b on t for each row when (new.b > 0) execute function f();
-- to
create table t (a integer primary key, c integer);
create function f() returns trigger language plpgsql as 'begin return new; end';
-- rows
insert into t values (1, null, 3);
-- keeps: select a, c from t

-- pair: integer becomes bigint
-- from
create table t (id integer primary key, n integer default 7);
-- to
create table t (id bigint primary key, n bigint default 7);
-- path
alter table t alter id type bigint, alter n type bigint;
-- rows
insert into t values (1), (2);
-- keeps: select id, n from t order by id

-- pair: text becomes an integer
-- from
create table t (a text);
-- to
create table t (a integer);
-- path
alter table t alter a type integer using a::integer;
-- rows
insert into t values ('1'), ('20');
-- keeps: select a::text from t order by 1

-- pair: an integer becomes a boolean
-- from
create table t (a integer default 0);
-- to
create table t (a boolean default false);
-- rows
insert into t values (1);
-- keeps: select a::integer from t

-- pair: a type becomes one to which it has no cast
-- from
create table t (a jsonb default '{}', b integer);
-- to
create table t (a integer[] default '{}', b integer);
-- rows
insert into t values (null, 5);
-- keeps: select b from t

-- pair: lengths and precisions grow
-- from
create table t (a varchar(10), b numeric(10, 2), c char(3), d bit varying(4), e timestamp(3));
-- to
create table t (a varchar(20), b numeric(12, 2), c char(5), d bit varying(8), e timestamp(6));
-- rows
insert into t values ('ten', 12.34, 'abc', B'101', '2024-05-06 07:08:09.123');
-- keeps: select a, b, trim(c), d, e::text from t

-- pair: a length is given up
-- from
create table t (a varchar(10) default 'x', b numeric(5));
create view v as select a from t;
-- to
create table t (a varchar default 'x', b numeric);
create view v as select a from t;
-- rows
insert into t values ('kept', 5);
-- keeps: select a, b from t

-- pair: a timestamp gets its zone
-- from
create table t (at timestamp not null default '2024-01-01 00:00:00');
-- to
create table t (at timestamptz not null default '2024-01-01 00:00:00+00');
-- rows
insert into t default values;
-- keeps: select at = '2024-01-01 00:00' from t

-- pair: text becomes uuid
-- from
create table t (id text primary key);
-- to
create table t (id uuid primary key default gen_random_uuid());
-- rows
insert into t values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
-- keeps: select id::text from t

-- pair: text becomes jsonb under an index
-- from
create table t (doc text default '{}');
create index t_doc on t (doc);
-- to
create table t (doc jsonb default '{}');
create index t_doc on t using gin (doc);
-- rows
insert into t values ('{"a": 1}');
-- keeps: select doc::jsonb ->> 'a' from t

-- pair: a type changes whose default does not fit
-- from
create table t (a text default 'many');
-- to
create table t (a integer default 5);

-- pair: an array's elements change
-- from
create table t (a integer[] not null default '{1}');
-- to
create table t (a bigint[] not null default '{1}');
-- rows
insert into t values ('{1,2,3}');
-- keeps: select a::text from t

-- pair: a scalar becomes an array
-- from
create table t (id integer, tag text);
-- to
create table t (id integer, tag text[]);
-- rows
insert into t values (1, null);
-- keeps: select id from t

-- pair: a column takes a domain
-- from
create domain positive as integer check (value > 0);
create table t (a integer);
-- to
create domain positive as integer check (value > 0);
create table t (a positive);
-- rows
insert into t values (3);
-- keeps: select a::integer from t

-- pair: the collation changes under an index and a view
-- from
create table t (a text);
create index t_a on t (a);
create view v as select a from t order by a;
-- to
create table t (a text collate "C");
create index t_a on t (a);
create view v as select a from t order by a;
-- rows
insert into t values ('b'), ('a');
-- keeps: select a from t order by a collate "C"

-- pair: the type changes under all that hangs on it
-- from
create table t (a integer primary key, b integer not null default 1 check (b > 0), c integer unique);
create index t_b on t (b) where b > 5;
create view v as select a, b + 1 as more from t;
create view w as select sum(more) from v;
create rule r as on delete to v do instead delete from t where a = old.a;
comment on view w is 'the sum';
comment on column v.more is 'one more';
-- to
create table t (a integer primary key, b bigint not null default 1 check (b > 0), c integer unique);
create index t_b on t (b) where b > 5;
create view v as select a, b + 1 as more from t;
create view w as select sum(more) from v;
create rule r as on delete to v do instead delete from t where a = old.a;
comment on view w is 'the sum';
comment on column v.more is 'one more';
-- rows
insert into t values (1, 10, 100);
-- keeps: select a, b::integer, c from t
-- keeps: select sum::integer from w

-- pair: a default comes, another changes, a third goes
-- from
create table t (id integer, a integer, b text default 'old', c date default current_date);
-- to
create table t (id integer, a integer default 1 + 1, b text default 'new', c date);
-- path
alter table t alter a set default 1 + 1, alter b set default 'new', alter c drop default;
-- rows
insert into t values (1, 2, 'x', '2024-01-01');
-- keeps: select a, b, c::text from t

-- pair: not null comes and goes
-- from
create table t (a integer not null, b integer);
-- to
create table t (a integer, b integer not null);
-- path
alter table t alter a drop not null, alter b set not null;
-- rows
insert into t values (1, 2);
-- keeps: select a, b from t

-- pair: a not null column is added to rows
-- from
create table t (a integer);
-- to
create table t (a integer, b text not null default 'none');
-- path
alter table t add b text not null default 'none';
-- rows
insert into t values (1);
-- keeps: select a from t

-- pair: a generated column is added before others
-- from
create table t (price numeric, amount integer);
-- to
create table t (price numeric, total numeric generated always as (price * 2) stored not null, amount integer);
-- rows
insert into t values (1.5, 4);
-- keeps: select price, amount from t

-- pair: the expression of a generated column changes
-- from
create table t (a integer, b integer generated always as (a + 1) stored, c integer);
create index t_b on t (b);
-- to
create table t (a integer, b integer generated always as (a + 2) stored, c integer);
create index t_b on t (b);
-- rows
insert into t (a, c) values (1, 7);
-- keeps: select a, c from t

-- pair: a generated column becomes a plain one
-- from
create table t (a integer, b integer generated always as (a * 10) stored);
-- to
create table t (a integer, b integer);
-- path
alter table t alter b drop expression;
-- rows
insert into t (a) values (4);
-- keeps: select a, b from t

-- pair: a default becomes an expression
-- from
create table t (a integer, b integer default 5, c text);
-- to
create table t (a integer, b integer generated always as (a + 5) stored, c text);

-- pair: the type changes under a generated column
-- from
create table t (a integer, b integer generated always as (a * 2) stored);
-- to
create table t (a bigint, b bigint generated always as (a * 2) stored);
-- rows
insert into t (a) values (21);
-- keeps: select a::text, b::text from t

-- pair: a generated column is no longer null
-- from
create table t (a integer, b text generated always as (coalesce(a, 0)::text) stored);
-- to
create table t (a integer, b text generated always as (coalesce(a, 0)::text) stored not null);
-- rows
insert into t (a) values (1);
-- keeps: select a, b from t

-- pair: virtual columns come, change and go
-- since: 18
-- from
create table t (a integer, b integer generated always as (a + 1) virtual, c integer generated always as (a * 2) virtual);
-- to
create table t (a integer, b integer generated always as (a + 5), d integer generated always as (a * 3) virtual);
-- rows
insert into t (a) values (3);
-- keeps: select a from t

-- pair: a stored column becomes virtual
-- since: 18
-- from
create table t (a integer, b integer generated always as (a + 1) stored, c text);
-- to
create table t (a integer, b integer generated always as (a + 1) virtual, c text);
-- rows
insert into t (a, c) values (3, 'c');
-- keeps: select a, b, c from t

-- pair: the type changes in a table whose row type is a column elsewhere
-- from
create table place (street text, zip integer);
create table person (name text, home place);
-- to
create table place (street text, zip text);
create table person (name text, home place);
-- rows
insert into person values ('Ann', null);
-- keeps: select name from person

-- pair: a table whose row type is a column elsewhere grows
-- from
create table place (street text);
create table person (name text, home place);
-- to
create table place (street text, zip text);
create table person (name text, home place);
-- path
alter table place add zip text;
-- rows
insert into person values ('Ann', row('Main Street'));
-- keeps: select name, (home).street from person

-- pair: a table takes a composite type as its columns
-- from
create type address as (street text, zip text);
create table t (street text, zip text);
-- to
create type address as (street text, zip text);
create table t of address;
-- path
alter table t of address;
-- rows
insert into t values ('Main Street', '1');
-- keeps: select street, zip from t

-- pair: columns change places under a trigger and a rule
-- both
create function f() returns trigger language plpgsql as 'begin new.b = ''touched''; return new; end';
-- from
create table t (id integer primary key, a integer, b text);
create trigger touch before update on t for each row execute function f();
create rule r as on update to t do instead nothing;
-- to
create table t (id integer primary key, b text, a integer);
create trigger touch before update on t for each row execute function f();
create rule r as on update to t do instead nothing;
-- rows
insert into t values (1, 2, 'one');
-- keeps: select id, a, b from t
