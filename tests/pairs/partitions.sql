-- Partitions: made, attached, detached, their bounds, and what they have from their parent or by themselves.

-- pair: a partitioned table is made with its partitions
-- to
create table t (id integer, at date not null, primary key (id, at)) partition by range (at);
create table t_old partition of t for values from (minvalue) to ('2024-01-01');
create table t_new partition of t for values from ('2024-01-01') to (maxvalue);

-- pair: a partition is added
-- from
create table t (id integer primary key) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
-- to
create table t (id integer primary key) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
create table t_2 partition of t for values from (10) to (20);
-- path
create table t_2 partition of t for values from (10) to (20);
-- rows
insert into t values (1);
-- keeps: select id from t

-- pair: a partition is attached
-- from
create table t (id integer not null, name text) partition by list (id);
create table t_1 (id integer not null, name text);
-- to
create table t (id integer not null, name text) partition by list (id);
create table t_1 partition of t for values in (1, 2);
-- path
alter table t attach partition t_1 for values in (1, 2);
-- rows
insert into t_1 values (1, 'one');
-- keeps: select id, name from t_1

-- pair: a partition with indexes and keys is attached
-- from
create table t (id integer primary key, n integer) partition by range (id);
create index t_n on t (n);
create table t_1 (id integer not null, n integer, constraint one_pkey primary key (id));
create index one_n on t_1 (n);
create index one_more on t_1 (n, id);
-- to
create table t (id integer primary key, n integer) partition by range (id);
create index t_n on t (n);
create table t_1 (id integer not null, n integer, constraint one_pkey primary key (id));
create index one_n on t_1 (n);
create index one_more on t_1 (n, id);
alter table t attach partition t_1 for values from (0) to (10);
-- path
alter table t attach partition t_1 for values from (0) to (10);
-- rows
insert into t_1 values (5, 6);
-- keeps: select id, n from t_1

-- pair: a partition moves to another parent
-- from
create table t (id integer) partition by list (id);
create table u (id integer) partition by list (id);
create table p partition of t for values in (1);
-- to
create table t (id integer) partition by list (id);
create table u (id integer) partition by list (id);
create table p partition of u for values in (1);
-- path
alter table t detach partition p;
alter table u attach partition p for values in (1);
-- rows
insert into p values (1);
-- keeps: select id from p

-- pair: bounds change
-- from
create table t (id integer) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
create table t_2 partition of t for values from (10) to (20);
-- to
create table t (id integer) partition by range (id);
create table t_1 partition of t for values from (0) to (15);
create table t_2 partition of t for values from (15) to (20);
-- path
alter table t detach partition t_1;
alter table t detach partition t_2;
alter table t attach partition t_1 for values from (0) to (15);
alter table t attach partition t_2 for values from (15) to (20);
-- rows
insert into t values (1), (16);
-- keeps: select id from t order by id

-- pair: two partitions exchange their bounds
-- from
create table t (k text) partition by list (k);
create table t_a partition of t for values in ('a');
create table t_b partition of t for values in ('b');
-- to
create table t (k text) partition by list (k);
create table t_a partition of t for values in ('b');
create table t_b partition of t for values in ('a');

-- pair: a default partition becomes one with bounds
-- from
create table t (id integer) partition by range (id);
create table t_rest partition of t default;
-- to
create table t (id integer) partition by range (id);
create table t_rest partition of t for values from (0) to (100);
create table t_other partition of t default;
-- rows
insert into t values (5);
-- keeps: select id from t

-- pair: modulus and remainder
-- from
create table t (id integer) partition by hash (id);
create table t_0 partition of t for values with (modulus 2, remainder 0);
create table t_1 partition of t for values with (modulus 2, remainder 1);
-- to
create table t (id integer) partition by hash (id);
create table t_0 partition of t for values with (modulus 4, remainder 0);
create table t_1 partition of t for values with (modulus 4, remainder 1);
create table t_2 partition of t for values with (modulus 4, remainder 2);

-- pair: a table becomes partitioned
-- from
create table t (id integer, k text);
-- to
create table t (id integer, k text) partition by list (k);
create table t_a partition of t for values in ('a');

-- pair: the partition key is another
-- from
create table t (id integer, k text) partition by list (k);
create table t_all partition of t default;
-- to
create table t (id integer, k text) partition by range (id, lower(k));
create table t_all partition of t default;

-- pair: the type of a partition key changes
-- from
create table t (id integer not null, n integer) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
create view v as select id from t;
-- to
create table t (id bigint not null, n integer) partition by range (id);
create table t_1 partition of t for values from (0) to (10);
create view v as select id from t;

-- pair: partitions of partitions
-- from
create table t (a integer, b integer) partition by list (a);
create table t_1 partition of t for values in (1);
-- to
create table t (a integer, b integer) partition by list (a);
create table t_1 partition of t for values in (1) partition by list (b);
create table t_1_1 partition of t_1 for values in (1);
create table t_1_rest partition of t_1 default;

-- pair: a column is added to the whole
-- from
create table t (id integer not null) partition by list (id);
create table t_1 partition of t for values in (1) partition by list (id);
create table t_1_1 partition of t_1 default;
create table t_2 partition of t for values in (2);
-- to
create table t (id integer not null, b text not null default 'x') partition by list (id);
create table t_1 partition of t for values in (1) partition by list (id);
create table t_1_1 partition of t_1 default;
create table t_2 partition of t for values in (2);
-- path
alter table t add b text not null default 'x';
-- rows
insert into t values (1), (2);
-- keeps: select id from t order by id

-- pair: the type of a column changes in the whole
-- from
create table t (id integer, n integer check (n > 0)) partition by list (id);
create index t_n on t (n);
create table t_1 partition of t for values in (1);
-- to
create table t (id integer, n bigint check (n > 0)) partition by list (id);
create index t_n on t (n);
create table t_1 partition of t for values in (1);
-- path
alter table t alter n type bigint;
-- rows
insert into t values (1, 2);
-- keeps: select id, n::text from t_1

-- pair: an index of the whole is added beside one of a partition
-- from
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_1_n_id on t_1 (n, id);
-- to
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_1_n_id on t_1 (n, id);
create index t_n on t (n);
create unique index t_id on t (id);
-- path
create index t_n on t (n);
create unique index t_id on t (id);

-- pair: an index of the whole that no partition has yet
-- from
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
-- to
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_n on only t (n);
-- path
create index t_n on only t (n);

-- pair: a partition's index is attached
-- from
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_n on only t (n);
create index mine on t_1 (n);
-- to
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
create index t_n on only t (n);
create index mine on t_1 (n);
alter index t_n attach partition mine;
-- path
alter index t_n attach partition mine;

-- pair: a partition has constraints, defaults and indexes of itself
-- from
create table t (id integer, n integer default 1, constraint c check (n > 0)) partition by list (id);
create table t_1 partition of t for values in (1);
-- to
create table t (id integer, n integer default 1, constraint c check (n > 0)) partition by list (id);
create table t_1 partition of t (n default 2, constraint d check (n < 100)) for values in (1);
create index t_1_n on t_1 (n);
comment on column t_1.n is 'in this partition';
-- rows
insert into t values (1, 2);
-- keeps: select id, n from t

-- pair: a check of the whole comes and goes
-- from
create table t (id integer, n integer, constraint a check (n > 0)) partition by list (id);
create table t_1 partition of t for values in (1);
-- to
create table t (id integer, n integer, constraint b check (n < 9)) partition by list (id);
create table t_1 partition of t for values in (1);
-- path
alter table t drop constraint a;
alter table t add constraint b check (n < 9);

-- pair: a key of the whole comes and goes
-- from
create table t (id integer, n integer) partition by list (id);
create table t_1 partition of t for values in (1);
-- to
create table t (id integer not null, n integer, constraint t_key primary key (id), constraint t_n unique (n, id)) partition by list (id);
create table t_1 partition of t for values in (1);
-- path
alter table t add constraint t_key primary key (id), add constraint t_n unique (n, id);

-- pair: a foreign key from the whole
-- from
create table r (id integer primary key);
create table t (id integer, r integer) partition by list (id);
create table t_1 partition of t for values in (1);
-- to
create table r (id integer primary key);
create table t (id integer, r integer constraint to_r references r) partition by list (id);
create table t_1 partition of t for values in (1);
-- path
alter table t add constraint to_r foreign key (r) references r;

-- pair: a foreign key to the whole
-- from
create table t (id integer primary key) partition by range (id);
create table t_1 partition of t for values from (0) to (9);
create table u (t integer);
-- to
create table t (id integer primary key) partition by range (id);
create table t_1 partition of t for values from (0) to (9);
create table t_2 partition of t for values from (9) to (20);
create table u (t integer constraint to_t references t on delete cascade);
-- rows
insert into t values (3);
insert into u values (3);
-- keeps: select t from u

-- pair: a trigger of the whole and one of a partition
-- from
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (id integer) partition by list (id);
create table t_1 partition of t for values in (1);
create trigger whole after insert on t for each row execute function f();
-- to
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (id integer) partition by list (id);
create table t_1 partition of t for values in (1);
create trigger whole after insert or update on t for each row execute function f();
create trigger mine before insert on t_1 for each row execute function f();

-- pair: a trigger of the whole is disabled in one partition
-- from
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (id integer) partition by list (id);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
create trigger whole after insert on t for each row execute function f();
-- to
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (id integer) partition by list (id);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
create trigger whole after insert on t for each row execute function f();
alter table t_2 disable trigger whole;
-- path
alter table t_2 disable trigger whole;

-- pair: a partition whose columns stand in another order
-- from
create table t (a integer, b text) partition by list (a);
create table t_1 (b text, a integer);
alter table t attach partition t_1 for values in (1);
-- to
create table t (a integer, b text, c date) partition by list (a);
create table t_1 (b text, a integer, c date);
alter table t attach partition t_1 for values in (1);

-- pair: a partition is new where the whole has a trigger and keys
-- both
create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (id integer primary key, k text) partition by list (id);
create trigger touch before update on t for each row execute function f();
create index t_k on t (k);
-- from
-- to
create table t_1 partition of t for values in (1);

-- pair: a partition's bound changes, and an index and a column go
-- from
create table t (id integer not null, k text, n integer) partition by list (k);
create table t_x partition of t default;
create index t_i on t (id, k);
-- to
create table t (id integer, k text) partition by list (k);
create table t_x partition of t for values in ('x');
create index t_i on t (id);
-- rows
insert into t values (1, 'x', null);
-- keeps: select id, k from t
