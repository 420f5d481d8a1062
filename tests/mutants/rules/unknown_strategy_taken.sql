-- promise: rules.errors
-- why: An unknown merge strategy is taken for "ours".
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    $$if p_strategy is null or p_strategy not in ('fail', 'ours', 'theirs') then$$,
    'if false then'
);
