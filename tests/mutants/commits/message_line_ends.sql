-- promise: commits.message
-- why: Line ends of Windows become those of Unix.
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.message := p_message;',
    'v_commit.message := replace(p_message, chr(13) || chr(10), chr(10));'
);
