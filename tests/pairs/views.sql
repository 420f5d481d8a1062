-- Views: columns, options, chains, and what they stand on.

-- pair: a view is made over a new table
-- to
create table t (a integer, b text);
create view v as select a, b from t where a > 0;

-- pair: a view's query changes
-- from
create table t (a integer, b text);
create view v as select a, b from t where a > 0;
comment on view v is 'positive';
-- to
create table t (a integer, b text);
create view v as select a, b from t where a > 1 order by b;
comment on view v is 'positive';
-- path
create or replace view v as select a, b from t where a > 1 order by b;

-- pair: a view gets a column at the end
-- from
create table t (a integer, b text);
create view v as select a from t;
create view w as select a from v;
-- to
create table t (a integer, b text);
create view v as select a, b from t;
create view w as select a from v;

-- pair: a view gets a column in the middle
-- from
create table t (a integer, b text, c date);
create view v as select a, c from t;
create view w as select c from v;
comment on column v.c is 'the day';
-- to
create table t (a integer, b text, c date);
create view v as select a, b, c from t;
create view w as select c from v;
comment on column v.c is 'the day';

-- pair: a view's column has another type
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a, a as again from v;
-- to
create table t (a integer);
create view v as select a::text from t;
create view w as select a, a as again from v;

-- pair: a view's column is renamed
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a from v;
-- to
create table t (a integer);
create view v as select a as b from t;
create view w as select b as a from v;
-- path
alter view v rename a to b;

-- pair: a view over all columns of a table that shifts
-- from
create table t (a integer, b text);
create view v as select * from t;
-- to
create table t (a integer, new integer, b text);
create view v as select * from t;
-- rows
insert into t values (1, 'one');
-- keeps: select a, b from v

-- pair: a view over all columns of a table that loses one
-- from
create table t (a integer, b text, c date);
create view v as select * from t;
create view w as select * from v;
-- to
create table t (a integer, c date);
create view v as select * from t;
create view w as select * from v;
-- rows
insert into t values (1, null, '2024-01-01');
-- keeps: select a, c::text from w

-- pair: a chain whose names do not follow the alphabet
-- from
create table t (a integer);
create view a3 as select a from t;
create view m2 as select a from a3;
create view a1 as select a from m2;
-- to
create table t (a bigint, b integer);
create view z3 as select a, b from t;
create view m2 as select a, b from z3;
create view a1 as select a from m2;

-- pair: two views exchange places
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a from v;
-- to
create table t (a integer);
create view w as select a from t;
create view v as select a from w;

-- pair: a view becomes a table
-- from
create table t (a integer);
create view v as select a from t;
-- to
create table t (a integer);
create table v (a integer);

-- pair: a view becomes a materialized view
-- from
create table t (a integer);
create view v as select a from t;
create view w as select a from v;
-- to
create table t (a integer);
create materialized view v as select a from t;
create view w as select a from v;

-- pair: security options come and go
-- from
create table t (a integer);
create view v with (security_barrier) as select a from t;
create view w as select a from t;
-- to
create table t (a integer);
create view v as select a from t;
create view w with (security_barrier, security_invoker) as select a from t;

-- pair: options of a view that is made again
-- from
create table t (a integer);
create view v with (security_invoker = true, security_barrier = false) as select a from t;
-- to
create table t (a bigint);
create view v with (security_invoker = true, security_barrier = false) as select a from t;

-- pair: check options come, change and go
-- from
create table t (a integer);
create view v as select a from t where a > 0 with local check option;
create view w as select a from t where a > 0 with check option;
create view x as select a from t where a > 0;
-- to
create table t (a integer);
create view v as select a from t where a > 0 with cascaded check option;
create view w as select a from t where a > 0;
create view x as select a from t where a > 0 with local check option;

-- pair: a default of a view's column
-- from
create table t (a integer, b text);
create view v as select a, b from t;
alter view v alter b set default 'old';
-- to
create table t (a bigint, b text);
create view v as select a, b from t;
alter view v alter a set default 1, alter b set default 'new';

-- pair: a view groups by a primary key that is made later
-- from
create table t (id integer, name text);
-- to
create table t (id integer primary key, name text);
create table u (t integer references t, n integer);
create view sums as select t.id, t.name, sum(u.n) as total from t join u on u.t = t.id group by t.id;

-- pair: the primary key under a view that groups by it is another
-- from
create table t (id integer primary key, name text);
create view v as select id, name, count(*) as n from t group by id;
-- to
create table t (id integer, name text, constraint t_key primary key (id));
create view v as select id, name, count(*) as n from t group by id;

-- pair: a recursive view
-- from
create table t (id integer, boss integer);
-- to
create table t (id integer, boss integer);
create recursive view below (id, depth) as select id, 1 from t where boss is null union all select t.id, depth + 1 from t join below on t.boss = below.id;

-- pair: a view calls a function that is made again
-- from
create function f(integer) returns integer language sql as 'select $1 + 1';
create table t (a integer);
create view v as select f(a) as a from t;
-- to
create function f(integer) returns bigint language sql as 'select $1 + 1::bigint';
create table t (a integer);
create view v as select f(a) as a from t;

-- pair: a view over a function that returns a table
-- from
create function f() returns table (a integer) language sql as 'select 1';
create view v as select a from f();
-- to
create function f() returns table (a integer, b text) language sql as $$ select 1, 'x' $$;
create view v as select a, b from f();

-- pair: a view compares in lists, casts and ranges
-- from
create table t (a integer, b text, c date);
-- to
create table t (a integer, b text, c date);
create view v as
    select a, b in ('x', 'y') as listed, a between 1 and 2 as within, b like 'a%' as starts, c > '2024-01-01' as late,
        (a + 1) * 2 as more, case when a = 1 then 'one'::varchar(3) else b end as word, coalesce(b, '') collate "C" as filled
    from t where not (a = 1 or b is null) and a = any (array[1, 2]);

-- pair: windows, sets and common tables
-- from
create table t (a integer, b text);
create view v as select a, row_number() over (partition by b order by a) as n from t union all select 1, 2;
-- to
create table t (a integer, b text);
create view v as
    with x as materialized (select a, b from t)
    select a, row_number() over w as n from x window w as (partition by b order by a desc) except select 1, 2;

-- pair: a view with joins, one of them lateral
-- from
create table t (id integer, a integer);
create table u (id integer, b integer);
create view v as select id, a, b from t join u using (id);
-- to
create table t (id integer, a bigint);
create table u (id integer, b bigint);
create view v as select t.id, t.a, l.b from t left join lateral (select u.b from u where u.id = t.id limit 1) as l on true;

-- pair: a table is replaced under a view of the same columns
-- from
create table one (a integer);
create view v as select a from one;
-- to
create table two (a integer);
create view v as select a from two;

-- pair: a column is renamed under views
-- from
create table t (a integer, b integer);
create view v as select a, b from t where a > 0;
create view w as select v.a from v join t on v.a = t.a;
-- to
create table t (z integer, b integer);
create view v as select z as a, b from t where z > 0;
create view w as select v.a from v join t on v.a = t.z;
-- rows
insert into t values (1, 2);

-- pair: a function takes a view's rows, and another view calls it
-- from
create table t (a integer, b integer);
create view v as select a, b from t;
create function total(v) returns integer language sql as 'select $1.a + $1.b';
create view w as select a, v.total from v;
-- to
create table t (a bigint, b bigint);
create view v as select a, b from t;
create function total(v) returns bigint language sql as 'select $1.a + $1.b';
create view w as select a, v.total from v;
-- rows
insert into t values (1, 2);
-- keeps: select a::text, total::text from w
