-- Materialized views: their query, indexes, comments, and what stands on them.

-- pair: a materialized view is made
-- from
create table t (a integer);
-- to
create table t (a integer);
create materialized view m as select a, count(*) as n from t group by a;
create unique index m_a on m (a);

-- pair: its query changes, its indexes and comments stay
-- from
create table t (a integer, b text);
create materialized view m as select a, b from t;
create unique index m_a on m (a);
create index m_b on m (b) where b <> '';
comment on materialized view m is 'kept';
comment on column m.b is 'also';
comment on index m_a is 'too';
-- to
create table t (a integer, b text);
create materialized view m as select a, b from t where a > 0;
create unique index m_a on m (a);
create index m_b on m (b) where b <> '';
comment on materialized view m is 'kept';
comment on column m.b is 'also';
comment on index m_a is 'too';

-- pair: the type changes under it
-- from
create table t (a integer, b text);
create materialized view m as select a, b from t;
create unique index m_a on m (a);
create view v as select a from m;
-- to
create table t (a bigint, b text);
create materialized view m as select a, b from t;
create unique index m_a on m (a);
create view v as select a from m;
-- rows
insert into t values (1, 'one');
refresh materialized view m;
-- keeps: select a::text, b from m

-- pair: it depends on a view that is made again
-- from
create table t (a integer);
create view v as select a from t;
create materialized view m as select a from v;
-- to
create table t (a integer);
create view v as select a::text from t;
create materialized view m as select a from v;

-- pair: one over another
-- from
create table t (a integer);
create materialized view m as select a from t;
create materialized view a_first as select a from m;
-- to
create table t (a integer);
create materialized view m as select a, 1 as one from t;
create materialized view a_first as select a, one from m;

-- pair: its index changes
-- from
create table t (a integer);
create materialized view m as select a from t;
create index m_a on m (a);
-- to
create table t (a integer);
create materialized view m as select a from t;
create unique index m_a on m (a desc);
-- rows
insert into t values (1);
refresh materialized view m;
-- keeps: select a from m

-- pair: it is renamed, and a column of it
-- from
create table t (a integer);
create materialized view m as select a from t;
create index m_a on m (a);
-- to
create table t (a integer);
create materialized view n as select a as b from t;
create index m_a on n (b);
-- path
alter materialized view m rename to n;
alter materialized view n rename a to b;
-- rows
insert into t values (1);
refresh materialized view m;
-- keeps: select a from m => select b from n

-- pair: it becomes a table
-- from
create table t (a integer);
create materialized view m as select a from t;
-- to
create table t (a integer);
create table m (a integer);
