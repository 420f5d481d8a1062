-- promise: data.merge
-- why: With conflicts, the strategy fail merges the other rows.
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    $$if p_strategy = 'fail' and conflicts > 0 then$$,
    'if false then'
);
