-- promise: versions.tracking
-- why: What is dropped stays in the record.
select pg_temp.edit(
    'pggit_internal.on_sql_drop',
    $$from pggit_internal.dropped_objects() as d;$$,
    'from pggit_internal.dropped_objects() as d where false;'
);
