-- promise: versions.tracking
-- why: What mentions a table that is moved to a schema of the system is not recorded.
select pg_temp.edit(
    'pggit_internal.record_departure',
    $$perform pggit_internal.record_dependents(
        p_classid,$$,
    $$perform pggit_internal.record_dependents(
        0,$$
);
