-- promise: branches.list
-- why: A branch without a parent is not listed: main is missing.
select pg_temp.edit(
    'pggit.list_branches',
    'left join pggit.branches as p',
    'join pggit.branches as p'
);
