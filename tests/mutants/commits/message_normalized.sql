-- promise: commits.message
-- why: A message is brought into Unicode normal form: other bytes than were given.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.message := p_message;',
    'v_commit.message := normalize(p_message);'
);
