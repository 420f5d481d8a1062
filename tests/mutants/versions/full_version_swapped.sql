-- promise: versions.increment
-- why: The text of a version has minor and patch swapped.
select pg_temp.edit(
    'pggit.increment_version',
    $$format('%s.%s.%s', major, minor, patch)$$,
    $$format('%s.%s.%s', major, patch, minor)$$
);
