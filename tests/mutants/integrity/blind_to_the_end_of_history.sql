-- promise: integrity.fsck
-- why: fsck does not hold an object against the last step of its history.
select pg_temp.edit(
    'pggit_internal.check_versions',
    $$where s.id is null
        or (s.seal,$$,
    'where false and (s.seal,'
);
