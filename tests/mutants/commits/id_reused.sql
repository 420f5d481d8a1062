-- promise: commits.custom-id
-- why: A custom ID that is used already is taken as the old commit, and nothing is committed.
select pg_temp.edit(
    'pggit.commit_changes',
    'perform pggit_internal.check_new_id(v_commit.hash);',
    $$if pggit_internal.ref_kind(v_commit.hash) = 'commit' then
        return v_commit.hash;
    end if;$$
);
