-- Triggers: events, conditions, states, and the functions that they call.

-- pair: a trigger and its function are made
-- from
create table t (a integer);
-- to
create table t (a integer);
create function z_touch() returns trigger language plpgsql as 'begin return new; end';
create trigger a_touch before insert on t for each row execute function z_touch();

-- pair: events, columns and time
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer, b integer);
-- from
create trigger tr before insert on t for each row execute function f();
comment on trigger tr on t is 'kept';
-- to
create trigger tr after insert or update of b, a or delete on t for each row execute function f();
comment on trigger tr on t is 'kept';

-- pair: a condition
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer, b integer);
-- from
create trigger tr before update on t for each row when (old.a is distinct from new.a) execute function f();
-- to
create trigger tr before update on t for each row when (old.* is distinct from new.* and new.b in (1, 2)) execute function f();

-- pair: arguments
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
-- from
create trigger tr before insert on t for each row execute function f('one');
-- to
create trigger tr before insert on t for each row execute function f('one', 'it''s', '\');

-- pair: another function
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create function g() returns trigger language plpgsql as 'begin return old; end';
create table t (a integer);
-- from
create trigger tr before delete on t for each row execute function f();
-- to
create trigger tr before delete on t for each row execute function g();

-- pair: transition tables
-- both
create function f() returns trigger language plpgsql as 'begin return null; end';
create table t (a integer);
-- from
create trigger tr after insert on t referencing new table as added execute function f();
-- to
create trigger tr after update on t referencing old table as before new table as "After" execute function f();

-- pair: constraint triggers
-- both
create function f() returns trigger language plpgsql as 'begin return null; end';
create table t (a integer);
create table u (a integer);
-- from
create constraint trigger tr after insert on t for each row execute function f();
-- to
create constraint trigger tr after insert on t from u deferrable initially deferred for each row execute function f();

-- pair: enabled, disabled, for replicas, always
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
create trigger one before insert on t for each row execute function f();
create trigger two before insert on t for each row execute function f();
create trigger three before insert on t for each row execute function f();
-- from
alter table t disable trigger one;
alter table t enable always trigger two;
-- to
alter table t enable replica trigger two;
alter table t enable always trigger three;
-- path
alter table t enable trigger one;
alter table t enable replica trigger two;
alter table t enable always trigger three;

-- pair: the state of a trigger that is made again
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
-- from
create trigger tr before insert on t for each row execute function f();
alter table t disable trigger tr;
comment on trigger tr on t is 'waits';
-- to
create trigger tr before update on t for each row execute function f();
alter table t disable trigger tr;
comment on trigger tr on t is 'waits';

-- pair: a trigger is renamed
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
-- from
create trigger one before insert on t for each row execute function f();
-- to
create trigger two before insert on t for each row execute function f();
-- path
alter trigger one on t rename to two;

-- pair: a trigger instead of
-- from
create table t (a integer);
create view v as select a from t;
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr instead of insert on v for each row execute function f();
-- to
create table t (a bigint);
create view v as select a from t;
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr instead of insert or update on v for each row execute function f();

-- pair: a view that keeps its trigger is made again
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
-- from
create table t (a integer);
create view v as select a from t;
create trigger tr instead of insert on v for each row execute function f();
comment on trigger tr on v is 'writes through';
-- to
create table t (a text);
create view v as select a from t;
create trigger tr instead of insert on v for each row execute function f();
comment on trigger tr on v is 'writes through';

-- pair: the column in a condition changes its type
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
-- from
create table t (a integer, b text);
create trigger tr before update of a on t for each row when (new.a > 0) execute function f();
alter table t enable always trigger tr;
-- to
create table t (a bigint, b text);
create trigger tr before update of a on t for each row when (new.a > 0) execute function f();
alter table t enable always trigger tr;
-- rows
insert into t values (1, 'one');
-- keeps: select a::text, b from t

-- pair: a condition calls a function that is made again
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a integer);
-- from
create function wanted(integer) returns boolean language sql as 'select $1 > 0';
create trigger tr before insert on t for each row when (wanted(new.a)) execute function f();
-- to
create function wanted(x integer, y integer default 0) returns boolean language sql as 'select $1 > $2';
create trigger tr before insert on t for each row when (wanted(new.a)) execute function f();

-- pair: a trigger before its schema and function
-- from
create table t (a integer);
-- to
create table t (a integer);
create schema z_audit;
create function z_audit.f() returns trigger language plpgsql as 'begin return new; end';
create trigger a before delete on t for each statement execute function z_audit.f();

-- pair: a deferrable trigger stays deferrable on a column that changes
-- both
create function f() returns trigger language plpgsql as 'begin return null; end';
-- from
create table t (a integer, b text);
create constraint trigger tr after update of a on t deferrable initially deferred for each row when (new.a > 0) execute function f();
comment on trigger tr on t is 'at the end';
alter table t enable replica trigger tr;
-- to
create table t (a bigint, b text);
create constraint trigger tr after update of a on t deferrable initially deferred for each row when (new.a > 0) execute function f();
comment on trigger tr on t is 'at the end';
alter table t enable replica trigger tr;
-- rows
insert into t values (1, 'one');
-- keeps: select a::text, b from t
