-- promise: rules.upgrade
-- why: Installing over a repository erases the versions of what was dropped.
delete from pggit_internal.history as h
using pggit_internal.objects as o
where o.id = h.object_id and not o.is_live;
