-- promise: migrations.status
-- why: migration_status leaves out what is running.
select pg_temp.edit(
    'pggit.migration_status',
    'order by m.ordinal',
    $$where m.state <> 'running'
    order by m.ordinal$$
);
