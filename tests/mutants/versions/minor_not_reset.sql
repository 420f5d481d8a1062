-- promise: versions.increment
-- why: A major step keeps the minor number.
select pg_temp.edit(
    'pggit.increment_version',
    'major := p_major + 1; minor := 0;',
    'major := p_major + 1; minor := p_minor;'
);
