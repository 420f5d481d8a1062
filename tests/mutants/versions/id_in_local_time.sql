-- promise: versions.trinity-format
-- why: The time of a Trinity ID is that of the session's time zone.
select pg_temp.edit(
    'pggit.generate_trinity_id',
    $$clock_timestamp() at time zone 'UTC'$$,
    'clock_timestamp()'
);
