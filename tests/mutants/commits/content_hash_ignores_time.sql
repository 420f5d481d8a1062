-- promise: commits.content-hash
-- why: A commit's time can be edited unnoticed.
select pg_temp.edit(
    'pggit_internal.content_hash',
    $$to_char((p_commit).committed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')$$,
    'null'
);
