-- promise: branches.delete
-- why: The name of a deleted branch cannot be used again.
drop index if exists pggit.branches_live_name;
create unique index branches_live_name on pggit.branches (name);
select pg_temp.own_tables_are_fine();
