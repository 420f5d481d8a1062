-- promise: integrity.fsck
-- why: fsck does not compare a version with the one before it.
select pg_temp.edit('pggit_internal.check_versions', 's.before >= s.here', 'false');
