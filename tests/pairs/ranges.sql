-- Range types: subtypes, options, and the multiranges that come with them.

-- pair: a range is made and used
-- from
create table t (id integer);
-- to
create type float_range as range (subtype = float8, subtype_diff = float8mi);
create table t (id integer, r float_range, m float_multirange, a float_range[]);

-- pair: the name of the multirange
-- from
create type float_range as range (subtype = float8);
-- to
create type float_range as range (subtype = float8, multirange_type_name = many_floats);

-- pair: another subtype under a table
-- from
create type span as range (subtype = float8);
create table t (id integer, s span, m span_multirange);
-- to
create type span as range (subtype = numeric);
create table t (id integer, s span, m span_multirange);
-- rows
insert into t (id) values (1);
-- keeps: select id from t

-- pair: a difference that the schema defines
-- from
create function minus(time, time) returns float8 language sql immutable as 'select extract(epoch from $1 - $2)::float8';
create type times as range (subtype = time);
create table t (a times, exclude using gist (a with &&));
-- to
create function minus(time, time) returns float8 language sql immutable as 'select extract(epoch from $1 - $2)::float8';
create type times as range (subtype = time, subtype_diff = minus);
create table t (a times, exclude using gist (a with &&));

-- pair: a collation and an operator class
-- from
create type words as range (subtype = text);
-- to
create type words as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
comment on type words is 'from a to z';

-- pair: a range is renamed
-- from
create type span as range (subtype = float8, multirange_type_name = spans);
create table t (s span);
-- to
create type reach as range (subtype = float8, multirange_type_name = spans);
create table t (s reach);
-- path
alter type span rename to reach;
-- rows
insert into t values ('[1,2]');
-- keeps: select lower(s) from t

-- pair: a range is made again, and its columns change places
-- refused: while a range is made again its columns are text, and stay in their places
-- from
create type r as range (subtype = integer);
create table t (a integer, k r, l r[]);
-- to
create type r as range (subtype = bigint);
create table t (k r, a integer, l r[]);
