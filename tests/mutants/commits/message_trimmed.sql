-- promise: commits.message
-- why: Blanks around a message are lost.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.message := p_message;',
    'v_commit.message := btrim(p_message);'
);
