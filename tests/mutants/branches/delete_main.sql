-- promise: branches.delete
-- why: main can be deleted.
select pg_temp.edit('pggit.delete_branch', $$if v_branch.name = 'main' then$$, 'if false then');
