-- promise: commits.durable
-- why: The head stays where it is, so that no ref reaches the new commit.
select pg_temp.edit(
    'pggit.commit_changes',
    'set head_commit_hash = v_commit.hash',
    'set head_commit_hash = v_branch.head_commit_hash'
);
