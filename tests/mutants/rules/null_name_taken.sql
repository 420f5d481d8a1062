-- promise: rules.errors
-- why: A null name passes the check of names.
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$when p_name is null then 'it is null'$$,
    ''
);
