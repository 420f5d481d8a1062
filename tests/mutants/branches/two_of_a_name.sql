-- promise: branches.create-race
-- why: Two live branches may have one name.
select pg_temp.edit(
    'pggit.create_branch',
    'perform pggit_internal.check_new_ref(p_branch_name);',
    ''
);
drop index if exists pggit.branches_live_name;
select pg_temp.own_tables_are_fine();
