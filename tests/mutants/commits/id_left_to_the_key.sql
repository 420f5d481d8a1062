-- promise: commits.custom-id
-- why: Whether an ID is used is not looked up.
select pg_temp.edit(
    'pggit.commit_changes',
    'if exists (select from pggit.commits as c where c.hash = v_commit.hash) then',
    'if false then'
);
