-- promise: versions.tracking
-- why: A table that lost a part is not looked at.
select pg_temp.edit(
    'pggit_internal.on_sql_drop',
    'tracked_root(part.classid, part.objid) as root;',
    'tracked_root(part.classid, part.objid) as root where false;'
);
