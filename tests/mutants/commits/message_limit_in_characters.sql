-- promise: commits.message
-- why: The limit of 1 MiB counts characters and not bytes.
select pg_temp.edit(
    'pggit.commit_changes',
    'if octet_length(p_message) > 1048576 then',
    'if length(p_message) > 1048576 then'
);
