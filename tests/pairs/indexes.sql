-- Indexes: methods, keys, orders, classes, predicates, and what stands on them.

-- pair: indexes come and go
-- from
create table t (a integer, b text);
create index t_a on t (a);
create unique index t_b on t (b);
-- to
create table t (a integer, b text);
create index t_a_b on t (a, b);
-- path
drop index t_a, t_b;
create index t_a_b on t (a, b);

-- pair: an index is renamed
-- from
create table t (a integer);
create index old_name on t (a);
comment on index old_name is 'fast';
-- to
create table t (a integer);
create index new_name on t (a);
comment on index new_name is 'fast';
-- path
alter index old_name rename to new_name;

-- pair: the order of an index's columns
-- from
create table t (a integer, b integer);
create index i on t (a, b);
-- to
create table t (a integer, b integer);
create index i on t (b, a);

-- pair: directions and nulls
-- from
create table t (a integer, b integer, c integer);
create index i on t (a, b desc, c desc nulls last);
-- to
create table t (a integer, b integer, c integer);
create index i on t (a desc nulls last, b, c nulls first);

-- pair: an operator class
-- from
create table t (a text, b jsonb);
create index i on t (a);
create index j on t using gin (b);
-- to
create table t (a text, b jsonb);
create index i on t (a text_pattern_ops);
create index j on t using gin (b jsonb_path_ops);

-- pair: an operator class with parameters
-- from
create table t (a tsvector);
create index i on t using gist (a);
-- to
create table t (a tsvector);
create index i on t using gist (a tsvector_ops (siglen = 100));

-- pair: a collation
-- from
create table t (a text);
create index i on t (a);
create index j on t (lower(a) collate "C");
-- to
create table t (a text);
create index i on t (a collate "C");
create index j on t (lower(a));

-- pair: a method
-- from
create table t (a integer, r int4range, n inet);
create index i on t (a);
create index j on t using gist (r);
create index k on t using brin (a);
-- to
create table t (a integer, r int4range, n inet);
create index i on t using hash (a);
create index j on t using spgist (r);
create index k on t using brin (a int4_minmax_multi_ops);

-- pair: unique or not
-- from
create table t (a integer, b integer);
create index i on t (a);
create unique index j on t (b);
-- to
create table t (a integer, b integer);
create unique index i on t (a);
create index j on t (b);

-- pair: a unique index and its nulls
-- from
create table t (a integer);
create unique index i on t (a);
-- to
create table t (a integer);
create unique index i on t (a) nulls not distinct;

-- pair: included columns
-- from
create table t (a integer, b integer, c integer);
create index i on t (a) include (b);
create unique index j on t (b, c);
-- to
create table t (a integer, b integer, c integer);
create index i on t (a) include (c, b);
create unique index j on t (b) include (c);

-- pair: a predicate
-- from
create table t (a integer, deleted boolean);
create index i on t (a) where not deleted;
create index j on t (a);
-- to
create table t (a integer, deleted boolean);
create index i on t (a) where a > 0;
create index j on t (a) where deleted;

-- pair: an expression
-- from
create table t (first text, last text, born date);
create index i on t (lower(first));
create index j on t ((first || last), (extract(year from born)));
-- to
create table t (first text, last text, born date);
create index i on t (upper(first));
create index j on t ((first || ' ' || last), (extract(month from born)));

-- pair: an index calls a function that is made again
-- from
create function norm(text) returns text language sql immutable as 'select lower($1)';
create table t (a text);
create index i on t (norm(a));
-- to
create function norm(text) returns varchar language sql immutable as 'select lower($1)';
create table t (a text);
create index i on t (norm(a));
-- rows
insert into t values ('A');
-- keeps: select norm(a)::text from t

-- pair: an index calls a new function
-- from
create table t (a text);
-- to
create function norm(text) returns text language sql immutable as 'select lower($1)';
create table t (a text);
create index i on t (norm(a)) where norm(a) <> '';

-- pair: the column changes its type under indexes
-- from
create table t (a integer, b text);
create index i on t (a);
create unique index j on t ((a + 1), b) where a > 5;
comment on index j is 'one more';
-- to
create table t (a numeric, b text);
create index i on t (a);
create unique index j on t ((a + 1), b) where a > 5;
comment on index j is 'one more';
-- rows
insert into t values (1, 'x');
-- keeps: select a::integer, b from t

-- pair: a column is renamed under its indexes
-- from
create table t (a integer, b integer);
create index i on t (a) where a > 0;
create index j on t ((a + b));
-- to
create table t (c integer, b integer);
create index i on t (c) where c > 0;
create index j on t ((c + b));
-- path
alter table t rename a to c;
-- rows
insert into t values (1, 2);
-- keeps: select a from t => select c from t

-- pair: two indexes swap names
-- from
create table t (a integer, b integer);
create index one on t (a);
create index two on t (b);
-- to
create table t (a integer, b integer);
create index two on t (a);
create index one on t (b);
-- path
alter index one rename to three;
alter index two rename to one;
alter index three rename to two;

-- pair: an index's name goes to a table
-- from
create table t (a integer);
create index name on t (a);
-- to
create table t (a integer);
create table name (a integer);

-- pair: an index with statistics on an expression loses a column
-- from
create table t (a integer, b text);
create index i on t ((a * 2), (lower(b)), a);
alter index i alter column 2 set statistics 500;
-- to
create table t (a integer, b text);
create index i on t ((a * 2), (lower(b)));
