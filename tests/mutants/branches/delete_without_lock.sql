-- promise: branches.delete
-- why: A commit that is made meanwhile is lost with the branch.
select pg_temp.edit('pggit.delete_branch', 'perform pggit_internal.lock_repository();', '');
