-- promise: branches.list
-- why: Deleted branches are listed.
select pg_temp.edit('pggit.list_branches', $$where b.status <> 'DELETED'$$, '');
