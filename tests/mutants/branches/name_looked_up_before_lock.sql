-- promise: branches.create-race
-- why: A race window: whether the name is free is looked up before the lock.
select pg_temp.edit('pggit.create_branch', 'perform pggit_internal.lock_repository();', '');
select pg_temp.edit(
    'pggit.create_branch',
    'return (pggit_internal.add_branch(p_branch_name, v_parent)).id;',
    $$perform pggit_internal.lock_repository();
    return (pggit_internal.add_branch(p_branch_name, v_parent)).id;$$
);
