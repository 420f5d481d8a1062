-- promise: branches.delete
-- why: A branch with commits that nothing else reaches is deleted without force.
select pg_temp.edit('pggit.delete_branch', 'if not p_force and not', 'if false and not');
