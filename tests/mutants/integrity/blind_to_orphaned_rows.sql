-- promise: integrity.fsck
-- why: fsck does not find a row of an overlay that hides nothing.
select pg_temp.edit(
    'pggit_internal.check_data_branches',
    $$'select row(%1$s)::text from %2$s as k where k.%3$s and case$$,
    $$'select row(%1$s)::text from %2$s as k where false and k.%3$s and case$$
);
