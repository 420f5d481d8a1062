-- promise: versions.tracking
-- why: A role that DROP OWNED takes out of a policy is not recorded.
select pg_temp.edit(
    'pggit_internal.record_side_effects',
    'where p.xmin = any (v_xids)',
    'where false'
);
