-- promise: versions.kinds
-- why: Domains are not recorded.
select pg_temp.edit(
    'pggit_internal.tracked_root',
    $$t.typtype in ('d', 'e', 'r') or$$,
    $$t.typtype in ('e', 'r') or$$
);
