-- Rules: on tables and views.

-- pair: a rule is made on a view
-- from
create table t (a integer, b text);
create view v as select a from t;
-- to
create table t (a integer, b text);
create view v as select a from t;
create rule r as on insert to v do instead insert into t values (new.a, 'by rule') returning t.a;

-- pair: what a rule does
-- from
create table t (a integer);
create table log (a integer, b text);
create rule r as on update to t do also insert into log values (new.a, 'new');
comment on rule r on t is 'kept';
-- to
create table t (a integer);
create table log (a integer, b text);
create rule r as on update to t where old.a <> new.a do also (insert into log values (new.a, 'new'); insert into log values (old.a, 'old'));
comment on rule r on t is 'kept';

-- pair: also, instead and nothing
-- from
create table t (a integer);
create rule r as on delete to t do instead nothing;
create rule s as on insert to t do also notify added;
-- to
create table t (a integer);
create rule r as on delete to t where old.a > 0 do instead nothing;
create rule s as on insert to t do instead notify added;

-- pair: a rule is disabled
-- from
create table t (a integer);
create rule r as on delete to t do instead nothing;
-- to
create table t (a integer);
create rule r as on delete to t do instead nothing;
alter table t disable rule r;
-- path
alter table t disable rule r;

-- pair: a rule is renamed
-- from
create table t (a integer);
create rule one as on delete to t do instead nothing;
-- to
create table t (a integer);
create rule two as on delete to t do instead nothing;
-- path
alter rule one on t rename to two;

-- pair: rules of a view that is made again
-- from
create table t (a integer);
create view v as select a from t;
create rule r as on delete to v do instead delete from t where a = old.a;
create rule s as on insert to v do instead nothing;
comment on rule r on v is 'through';
-- to
create table t (a bigint);
create view v as select a from t;
create rule r as on delete to v do instead delete from t where a = old.a;
create rule s as on insert to v do instead nothing;
comment on rule r on v is 'through';

-- pair: a rule writes to a table whose column goes
-- from
create table t (a integer);
create table log (a integer, note text);
create rule r as on insert to t do also insert into log (a, note) values (new.a, 'x');
-- to
create table t (a integer);
create table log (a integer);
create rule r as on insert to t do also insert into log (a) values (new.a);
-- rows
insert into t values (1);
-- keeps: select a from t

-- pair: a rule calls a function that is made again
-- from
create function noted(integer) returns text language sql as 'select $1::text';
create table t (a integer);
create table log (n text);
create rule r as on insert to t do also insert into log values (noted(new.a));
-- to
create function noted(integer) returns varchar language sql as 'select $1::varchar';
create table t (a integer);
create table log (n text);
create rule r as on insert to t do also insert into log values (noted(new.a));
