-- promise: versions.tracking
-- why: The row of an object is not locked while its next version is worked out.
select pg_temp.edit('pggit_internal.record_change', 'for update', '');
