-- promise: integrity.repair
-- why: repair does not wait for writers at work, and mends under their hands.
select pg_temp.edit('pggit.repair', 'perform pggit_internal.lock_repository();', '');
