-- Row security: policies and the states of a table.

-- pair: a policy with a sub-query that reads a later table
-- from
create table a_docs (id integer, owner text);
-- to
create table a_docs (id integer, owner text);
create table z_members (name text, doc integer);
create policy p on a_docs using (exists (select from z_members as m where m.doc = a_docs.id and m.name = current_user));
alter table a_docs enable row level security;

-- pair: row security comes, and is forced
-- from
create table t (a integer);
create table u (a integer);
alter table u enable row level security;
-- to
create table t (a integer);
alter table t enable row level security;
create table u (a integer);
alter table u enable row level security;
alter table u force row level security;
-- path
alter table t enable row level security;
alter table u force row level security;

-- pair: forced and not enabled
-- from
create table t (a integer);
alter table t enable row level security;
alter table t force row level security;
-- to
create table t (a integer);
alter table t force row level security;

-- pair: the expressions of a policy
-- from
create table t (a integer, b text);
create policy p on t using (a > 0);
create policy q on t for insert with check (a > 0);
comment on policy p on t is 'positive';
-- to
create table t (a integer, b text);
create policy p on t using (a > 1 and b = current_user) with check (a > 2);
create policy q on t for insert with check (b in ('x', 'y'));
comment on policy p on t is 'positive';
-- path
alter policy p on t using (a > 1 and b = current_user) with check (a > 2);
alter policy q on t with check (b in ('x', 'y'));

-- pair: a check of a policy goes
-- from
create table t (a integer);
create policy p on t using (a > 0) with check (a > 1);
-- to
create table t (a integer);
create policy p on t using (a > 0);

-- pair: the command and the kind of a policy
-- from
create table t (a integer);
create policy p on t for select using (a > 0);
create policy q on t using (a > 0);
comment on policy q on t is 'kept';
-- to
create table t (a integer);
create policy p on t for update using (a > 0);
create policy q on t as restrictive using (a > 0);
comment on policy q on t is 'kept';

-- pair: the roles of a policy
-- from
create table t (a integer);
create policy p on t to pair_reader using (true);
create policy q on t using (true);
-- to
create table t (a integer);
create policy p on t using (true);
create policy q on t to pair_writer, pair_reader using (true);

-- pair: a policy is renamed
-- from
create table t (a integer);
create policy one on t using (a > 0);
-- to
create table t (a integer);
create policy two on t using (a > 0);
-- path
alter policy one on t rename to two;

-- pair: the column of a policy changes its type
-- from
create table t (a integer, b integer);
create policy p on t for delete to pair_writer using (a > 0);
create table u (b integer);
create policy p on u using (b in (select t.a from t));
-- to
create table t (a bigint, b integer);
create policy p on t for delete to pair_writer using (a > 0);
create table u (b integer);
create policy p on u using (b in (select t.a from t));
-- rows
insert into t values (1, 2);
-- keeps: select a::text, b from t

-- pair: a policy calls a function that is made again
-- from
create function me() returns text language sql stable as 'select current_user::text';
create table t (owner text);
create policy p on t using (owner = me());
-- to
create function me() returns name language sql stable as 'select current_user';
create table t (owner text);
create policy p on t using (owner = me());

-- pair: a policy reads a view that is made again
-- from
create table m (name text, n integer);
create view members as select name from m;
create table t (owner text);
create policy p on t using (owner in (select name from members));
-- to
create table m (name text, n integer);
create view members as select n, name from m;
create table t (owner text);
create policy p on t using (owner in (select name from members));

-- pair: a policy of a table that is dropped reads another
-- from
create table a (x integer);
create table b (x integer);
create policy p on a using (x in (select b.x from b));
create policy p on b using (x in (select a.x from a));
-- to
create table c (x integer);
