-- promise: versions.tracking
-- why: What mentions a foreign table that is renamed or moved is not recorded.
select pg_temp.edit(
    'pggit_internal.altered_untracked_objects',
    $$r.relkind = 'f'$$,
    'false'
);
