-- promise: versions.increment
-- why: MAJOR is no kind of change.
select pg_temp.edit('pggit.increment_version', 'case lower(p_type)', 'case p_type');
