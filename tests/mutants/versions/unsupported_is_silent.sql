-- promise: versions.kinds
-- why: What pggit does not track is ignored in silence.
select pg_temp.narrow('pggit_internal.unsupported_objects', 'false');
