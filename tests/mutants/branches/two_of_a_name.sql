-- promise: branches.create-race
-- why: Two live branches may have one name.
select pg_temp.edit(
    'pggit.create_branch',
    $$if exists (select from pggit.branches where name = p_branch_name and status <> 'DELETED') then$$,
    'if false then'
);
drop index if exists pggit.branches_live_name;
select pg_temp.own_tables_are_fine();
