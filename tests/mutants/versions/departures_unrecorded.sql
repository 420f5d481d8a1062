-- promise: versions.tracking
-- why: What is moved to a schema of the system stays live.
select pg_temp.edit(
    'pggit_internal.record_departures',
    $$and not c.in_extension$$,
    $$and false$$
);
