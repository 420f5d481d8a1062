-- Composite types: attributes, and what is made of the type.

-- pair: an attribute is added and another dropped
-- from
create type address as (street text, zip integer, country text);
-- to
create type address as (street text, country text, city text);
-- path
alter type address drop attribute zip, add attribute city text;

-- pair: an attribute in the middle
-- from
create type address as (street text, country text);
create table t (id integer, a address);
-- to
create type address as (street text, zip text, country text);
create table t (id integer, a address);
-- rows
insert into t values (1, null);
-- keeps: select id from t

-- pair: the type of an attribute in use
-- from
create type address as (street text, zip integer);
create table t (id integer, a address, more address[]);
create function f(address) returns integer language sql as 'select 1';
create view v as select (a).zip from t;
-- to
create type address as (street text, zip text);
create table t (id integer, a address, more address[]);
create function f(address) returns integer language sql as 'select 1';
create view v as select (a).zip from t;

-- pair: an attribute in use is dropped
-- from
create type address as (street text, zip integer);
create table t (id integer, a address);
create view v as select (a).street, id from t;
-- to
create type address as (street text);
create table t (id integer, a address);
create view v as select (a).street, id from t;
-- path
alter type address drop attribute zip;
-- rows
insert into t values (1, row('Main Street', null));
-- keeps: select id, (a).street from t

-- pair: an attribute is renamed
-- from
create type address as (street text, zip text);
create table t (a address);
create view v as select (a).zip as z from t;
-- to
create type address as (street text, postcode text);
create table t (a address);
create view v as select (a).postcode as z from t;
-- path
alter type address rename attribute zip to postcode;
-- rows
insert into t values (row('Main Street', '1'));
-- keeps: select z from v

-- pair: a composite comes after the enum in it
-- to
create type z_mood as enum ('a');
create type a_face as (m z_mood, also z_mood[]);
create table t (f a_face);

-- pair: composites in composites
-- from
create type inner_one as (a integer);
create type outer_one as (i inner_one, b integer);
create table t (o outer_one);
-- to
create type inner_one as (a bigint, c text);
create type outer_one as (i inner_one, b integer);
create table t (o outer_one);

-- pair: a collation of an attribute
-- from
create type word as (t text, n integer);
-- to
create type word as (t text collate "C", n integer);

-- pair: a composite becomes a table
-- from
create type t as (a integer, b text);
-- to
create table t (a integer, b text);

-- pair: a type without attributes
-- from
create type nothing as ();
-- to
create type nothing as (a integer);
-- path
alter type nothing add attribute a integer;

-- pair: a typed table follows its type
-- from
create type address as (street text);
create table t of address;
-- to
create type address as (street text, zip text);
create table t of address;
-- path
alter type address add attribute zip text cascade;
-- rows
insert into t values ('Main Street');
-- keeps: select street from t

-- pair: attributes of one type change places
-- from
create type c as (x integer, y integer, z text);
create table t (id integer, k c, l c[]);
-- to
create type c as (y bigint, x integer, z text);
create table t (id integer, k c, l c[]);
-- rows
insert into t values (1, row(1, 2, '(,"'), array[row(1, 2, 'x')::c]), (2, null, null), (3, row(null, null, null), '{}');
-- keeps: select id, (k).x, (k).y::bigint, (k).z, k is null, k::text is null, (l[1]).x, (l[1]).y::bigint from t order by id

-- pair: a row type that columns have gets a column, and another type for one
-- from
create table t (a integer, b integer);
create table u (id integer, k t, l t[]);
-- to
create table t (a bigint, b integer, c text);
create table u (id integer, k t, l t[]);
-- rows
insert into u values (1, row(1, 2), array[row(3, 4)::t]);
-- keeps: select (k).a::text, (k).b, (l[1]).a::text, (l[1]).b from u

-- pair: the columns of a row type change places
-- refused: PostgreSQL does not rewrite a table whose row type a column has
-- from
create table t (a integer, b integer);
create table u (k t);
-- to
create table t (b integer, a integer);
create table u (k t);
