-- promise: versions.get
-- why: get_version also has a row for what was dropped.
select pg_temp.edit('pggit_internal.version_of', 'and o.is_live', '');
