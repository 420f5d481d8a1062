-- promise: branches.delete
-- why: delete_branch_simple refuses what only force may delete.
select pg_temp.edit(
    'pggit.delete_branch_simple',
    'pggit.delete_branch(p_branch_name, true)',
    'pggit.delete_branch(p_branch_name, false)'
);
