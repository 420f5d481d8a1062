-- promise: branches.names
-- why: A name may hold "..".
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$when position('..' in p_name) > 0 then 'it holds ..'$$,
    ''
);
