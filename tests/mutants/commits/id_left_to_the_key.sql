-- promise: commits.custom-id
-- why: Whether an ID is used is not looked up.
select pg_temp.edit(
    'pggit.commit_changes',
    'perform pggit_internal.check_new_id(v_commit.hash);',
    ''
);
