-- promise: versions.kinds
-- why: What pggit does not track is ignored in silence.
select pg_temp.edit('pggit.status', 'pggit_internal.unsupported_objects() as u', 'pggit_internal.unsupported_objects() as u where false');
