-- promise: commits.message
-- why: A message is cut to 64 KiB in silence.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.message := p_message;',
    'v_commit.message := left(p_message, 65536);'
);
