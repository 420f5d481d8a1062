-- promise: commits.log
-- why: The log of a branch does not go on with what it has from its parent branch.
select pg_temp.edit(
    'pggit.log',
    'join pggit.commits as c on c.hash = line.parent_commit_hash',
    'join pggit.commits as c on c.hash = line.parent_commit_hash and c.branch_id = line.branch_id'
);
