-- promise: versions.tracking
-- why: A table that lost a part is not looked at.
select pg_temp.edit(
    'pggit_internal.changed_by_drops',
    'tracked_root(part.classid, part.objid) as root',
    'tracked_root(part.classid, part.objid) as root where false'
);
