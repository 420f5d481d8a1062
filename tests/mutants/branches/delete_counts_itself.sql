-- promise: branches.delete
-- why: The branch that is to be deleted keeps its own commits reachable.
select pg_temp.edit('pggit_internal.is_reachable_without', 'and b.id <> p_branch_id', '');
