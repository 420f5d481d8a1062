-- promise: branches.names
-- why: A commit creates a branch of any name.
select pg_temp.edit(
    'pggit.commit_changes',
    'perform pggit_internal.check_branch_name(p_branch_name);',
    ''
);
