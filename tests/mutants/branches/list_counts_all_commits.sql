-- promise: branches.list
-- why: Every branch counts the commits of all branches.
select pg_temp.edit('pggit.list_branches', 'where c.branch_id = b.id', '');
