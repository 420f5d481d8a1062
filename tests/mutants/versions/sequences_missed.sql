-- promise: versions.kinds
-- why: Sequences are not recorded.
select pg_temp.edit(
    'pggit_internal.tracked_root',
    $$'r', 'p', 'v', 'm', 'S', 'i', 'I', 'c'$$,
    $$'r', 'p', 'v', 'm', 'i', 'I', 'c'$$
);
