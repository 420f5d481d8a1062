-- promise: integrity.fsck
-- why: fsck does not recompute the seal of a step of history.
select pg_temp.edit('pggit_internal.check_versions', 's.is_sound is distinct from true', 'false');
