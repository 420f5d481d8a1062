-- promise: versions.renames
-- why: A function that names a constraint is not recorded when that is renamed.
select pg_temp.edit(
    'pggit_internal.has_other_parts',
    $$((p_old -> 'constraints'::text) <> (p_new -> 'constraints'::text))$$,
    $$false$$
);
