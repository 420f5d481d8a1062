-- why: list_branches counts commits in a join instead of a subquery.
select pg_temp.edit(
    'pggit.list_branches',
    'left join pggit.branches as p on p.id = b.parent_branch_id',
    $$left join pggit.branches as p on p.id = b.parent_branch_id
    cross join lateral (
        select count(*) as commits from pggit.commits as c where c.branch_id = b.id
    ) as counted$$
);
select pg_temp.edit(
    'pggit.list_branches',
    '(select count(*) from pggit.commits as c where c.branch_id = b.id)',
    'counted.commits'
);
