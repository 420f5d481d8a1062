-- promise: commits.content-hash
-- why: A commit's branch can be edited unnoticed.
select pg_temp.edit('pggit_internal.content_hash', '(p_commit).branch_id,', '');
