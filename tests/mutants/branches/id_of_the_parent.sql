-- promise: branches.list
-- why: create_branch returns its parent's id.
select pg_temp.edit(
    'pggit.create_branch',
    'return (pggit_internal.add_branch(p_branch_name, v_parent)).id;',
    $$perform pggit_internal.add_branch(p_branch_name, v_parent);
    return v_parent.id;$$
);
