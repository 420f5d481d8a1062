-- Inheritance: children that come and go, what they inherit and what is their own.

-- pair: a child is made
-- from
create table p (a integer not null, check (a > 0));
-- to
create table p (a integer not null, check (a > 0));
create table c (b text) inherits (p);

-- pair: a table becomes a child
-- from
create table p (a integer, b text);
create table c (a integer, b text, own integer);
-- to
create table p (a integer, b text);
create table c (a integer, b text, own integer) inherits (p);
-- path
alter table c inherit p;
-- rows
insert into c values (1, 'b', 2);
-- keeps: select a, b, own from c

-- pair: a child leaves its parent
-- from
create table p (a integer);
create table c (b text) inherits (p);
-- to
create table p (a integer);
create table c (a integer, b text);
-- path
alter table c no inherit p;
-- rows
insert into c values (1, 'b');
-- keeps: select a, b from c

-- pair: the parent grows
-- from
create table p (a integer);
create table c () inherits (p);
create table d () inherits (c);
-- to
create table p (a integer, b text default 'x');
create table c () inherits (p);
create table d () inherits (c);
-- path
alter table p add b text default 'x';
-- rows
insert into d values (1);
-- keeps: select a from p

-- pair: the parent grows a column that its child has
-- from
create table p (a integer);
create table c (b text) inherits (p);
-- to
create table p (a integer, b text);
create table c (b text) inherits (p);
-- path
alter table p add b text;
-- rows
insert into c values (1, 'kept');
-- keeps: select a, b from c

-- pair: the parent loses a column
-- from
create table p (a integer, b integer);
create table c (own integer) inherits (p);
-- to
create table p (a integer);
create table c (own integer) inherits (p);
-- path
alter table p drop b;
-- rows
insert into c values (1, null, 3);
-- keeps: select a, own from c

-- pair: a column changes its type in parent and child
-- from
create table p (a integer, b integer);
create table c (own integer) inherits (p);
create index c_a on c (a);
create view v as select a from p;
-- to
create table p (a bigint, b integer);
create table c (own integer) inherits (p);
create index c_a on c (a);
create view v as select a from p;
-- rows
insert into c values (1, 2, 3);
-- keeps: select a::text, b, own from c

-- pair: a column is renamed in parent and child
-- from
create table p (a integer check (a > 0));
create table c (own integer) inherits (p);
-- to
create table p (z integer constraint p_a_check check (z > 0));
create table c (own integer) inherits (p);
-- path
alter table p rename a to z;
-- rows
insert into c values (1, 2);
-- keeps: select a, own from c => select z, own from c

-- pair: a child has another default
-- from
create table p (a integer default 1);
create table c () inherits (p);
create table d () inherits (p);
alter table d alter a set default 3;
-- to
create table p (a integer default 1);
create table c () inherits (p);
create table d () inherits (p);
alter table c alter a set default 2;
-- path
alter table c alter a set default 2;
alter table d alter a set default 1;

-- pair: checks that are inherited and those that are not
-- from
create table p (a integer, constraint one check (a > 0), constraint two check (a > -1) no inherit);
create table c () inherits (p);
-- to
create table p (a integer, constraint one check (a > 0) no inherit, constraint two check (a > -1));
create table c () inherits (p);

-- pair: two parents
-- from
create table p (a integer);
create table q (a integer, b integer);
create table c (x text) inherits (p);
-- to
create table p (a integer);
create table q (a integer, b integer);
create table c (x text) inherits (p, q);

-- pair: the order of the parents
-- from
create table p (a integer);
create table q (a integer);
create table c () inherits (p, q);
-- to
create table p (a integer);
create table q (a integer);
create table c () inherits (q, p);
-- rows
insert into c values (1);
-- keeps: select a from c

-- pair: an inherited column that comes before others
-- from
create table p (a integer, b text);
create table c (own integer) inherits (p);
-- to
create table p (a integer, new integer, b text);
create table c (own integer) inherits (p);
-- rows
insert into c values (1, 'b', 2);
-- keeps: select a, b, own from c
