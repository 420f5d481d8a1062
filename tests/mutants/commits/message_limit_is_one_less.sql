-- promise: commits.message
-- why: A message of exactly 1 MiB is refused.
select pg_temp.edit(
    'pggit.commit_changes',
    'if octet_length(p_message) > 1048576 then',
    'if octet_length(p_message) >= 1048576 then'
);
