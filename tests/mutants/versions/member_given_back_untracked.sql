-- promise: versions.tracking
-- why: What is no longer a member of an extension is not recorded.
select pg_temp.edit(
    'pggit_internal.record_membership',
    $$l.mode = 'ShareUpdateExclusiveLock'$$,
    'false'
);
