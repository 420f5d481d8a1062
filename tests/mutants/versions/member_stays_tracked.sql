-- promise: versions.tracking
-- why: What becomes a member of an extension stays in the record.
select pg_temp.edit(
    'pggit_internal.record_membership',
    'and d.xmin = any (v_xids);',
    'and false;'
);
