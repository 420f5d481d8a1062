-- promise: branches.create-race
-- why: Two creators of one branch: the loser is not told 42710.
select pg_temp.edit('pggit.create_branch', 'perform pggit_internal.lock_repository();', '');
