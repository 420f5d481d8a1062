-- promise: commits.content-hash
-- why: A commit's time can be edited unnoticed by less than a second.
select pg_temp.edit('pggit_internal.content_hash', 'HH24:MI:SS.US', 'HH24:MI:SS');
