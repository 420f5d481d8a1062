-- promise: versions.tracking
-- why: A column gets a second sequence, and its table is not recorded.
select pg_temp.edit(
    'pggit_internal.record_owner',
    $$d.objid = p_sequence$$,
    $$d.objid = 0$$
);
