-- promise: branches.list
-- why: A new branch has no head.
select pg_temp.edit(
    'pggit_internal.add_branch',
    'p_name, p_parent.id, p_parent.head_commit_hash,',
    'p_name, p_parent.id, null,'
);
