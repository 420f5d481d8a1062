-- promise: versions.tracking
-- why: What mentions an operator or collation that is renamed is not recorded.
select pg_temp.edit(
    'pggit_internal.record_side_effects',
    'from pggit_internal.altered_untracked_objects() as n;',
    'from pggit_internal.altered_untracked_objects() as n where false;'
);
