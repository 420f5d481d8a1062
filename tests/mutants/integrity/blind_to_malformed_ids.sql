-- promise: integrity.fsck
-- why: fsck does not find a Trinity ID that is none.
select pg_temp.edit(
    'pggit_internal.check_commits',
    'pggit_internal.is_trinity_id(c.hash) is not true',
    'false'
);
