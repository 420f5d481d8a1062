-- promise: commits.custom-id
-- why: A custom ID that is used already is taken as the old commit, and nothing is committed.
select pg_temp.edit(
    'pggit.commit_changes',
    $$raise exception 'Trinity ID % is used already', quote_literal(v_commit.hash)
            using errcode = '23505', hint = 'Leave the ID out to have a new one generated.';$$,
    'return v_commit.hash;'
);
