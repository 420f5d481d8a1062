-- promise: versions.increment
-- why: Null handling: a version with a null in it gives null.
select pg_temp.edit(
    'pggit.increment_version',
    'p_major is null or p_minor is null or p_patch is null or least',
    'least'
);
