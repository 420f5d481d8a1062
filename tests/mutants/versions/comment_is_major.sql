-- promise: versions.tracking
-- why: A comment is as bad as a dropped column.
select pg_temp.edit(
    'pggit_internal.severity',
    $$            else 'patch'
        end;
        if$$,
    $$            else 'major'
        end;
        if$$
);
