-- promise: versions.tracking
-- why: What mentions a member of an extension that is renamed is not recorded.
select pg_temp.edit(
    'pggit_internal.altered_untracked_objects',
    $$named.objid and d.deptype = 'e'$$,
    'named.objid and false'
);
