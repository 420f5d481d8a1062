-- promise: versions.increment
-- why: A minor step keeps the patch number.
select pg_temp.edit(
    'pggit.increment_version',
    'minor := p_minor + 1; patch := 0;',
    'minor := p_minor + 1; patch := p_patch;'
);
