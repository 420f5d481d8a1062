-- promise: branches.no-deadlock
-- why: data_diff locks the parts of a data branch in another order than who drops it.
select pg_temp.edit('pggit_internal.diff_found_branches', 'perform pggit_internal.lock_compared(v_table, v_ids);', '');
