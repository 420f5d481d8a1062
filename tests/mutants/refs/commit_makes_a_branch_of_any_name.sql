-- promise: refs.one-meaning
-- why: A commit makes a branch whose name a tag or a commit has.
select pg_temp.edit(
    'pggit.commit_changes',
    'perform pggit_internal.check_new_ref(p_branch_name);',
    ''
);
