-- promise: branches.names
-- why: create_branch takes any name.
select pg_temp.edit(
    'pggit.create_branch',
    'perform pggit_internal.check_branch_name(p_branch_name);',
    ''
);
