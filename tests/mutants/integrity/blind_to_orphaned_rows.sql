-- promise: integrity.fsck
-- why: fsck does not find a row of an overlay that hides nothing.
select pg_temp.edit(
    'pggit_internal.keys_that_hide_nothing',
    $$'select array_agg(row(%1$s)::text) from only %2$s as k where k.%3$s and case$$,
    $$'select array_agg(row(%1$s)::text) from only %2$s as k where false and k.%3$s and case$$
);
