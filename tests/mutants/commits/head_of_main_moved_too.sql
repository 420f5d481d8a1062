-- promise: commits.durable
-- why: A commit on any branch becomes the head of main as well.
select pg_temp.edit(
    'pggit.commit_changes',
    '    return v_commit.hash;',
    $$    update pggit.branches set head_commit_hash = v_commit.hash
    where name = 'main'
    returning * into v_branch;
    perform pggit_internal.seal('branches', v_branch.id::text, pggit_internal.row_hash(v_branch));
    return v_commit.hash;$$
);
