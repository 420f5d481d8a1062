-- promise: integrity.repair
-- why: A dry run takes the lock of the repository.
select pg_temp.edit('pggit.repair', 'if not p_dry_run then', 'if true then');
