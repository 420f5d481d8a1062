-- promise: versions.tracking
-- why: The sequence of a table that is moved to a schema of the system stays live.
select pg_temp.edit(
    'pggit_internal.record_departure',
    $$or d.deptype = 'a' and$$,
    $$or false and$$
);
