-- promise: branches.no-deadlock
-- why: A merge locks its source first, so that two merges can wait for each other.
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    'least(v_source_id, v_target_id)',
    'v_source_id'
);
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    'greatest(v_source_id, v_target_id)',
    'v_target_id'
);
