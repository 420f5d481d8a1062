-- promise: branches.delete
-- why: delete_branch_simple fails where there is no such branch.
select pg_temp.edit(
    'pggit.delete_branch_simple',
    '        return false;',
    $$        raise exception 'no branch' using errcode = '42704';$$
);
