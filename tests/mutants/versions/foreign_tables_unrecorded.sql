-- promise: versions.renames
-- why: What mentions a foreign table is not recorded when that is renamed.
select pg_temp.edit(
    'pggit_internal.altered_untracked_objects',
    $$f.relkind = 'f'$$,
    $$f.relkind = '-'$$
);
