-- promise: versions.tracking
-- why: What is dropped stays in the record.
select pg_temp.edit(
    'pggit_internal.on_sql_drop',
    $$perform pggit_internal.record_drop(
            v_dropped.object_type, v_dropped.object_identity, current_query()
        );$$,
    ''
);
