-- promise: versions.increment
-- why: A negative version is counted on.
select pg_temp.edit(
    'pggit.increment_version',
    'or least(p_major, p_minor, p_patch) < 0 then',
    'then'
);
