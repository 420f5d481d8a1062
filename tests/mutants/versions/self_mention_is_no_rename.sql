-- promise: versions.renames
-- why: What mentions itself is a new object under its new name.
select pg_temp.edit(
    'pggit_internal.find_renamed',
    $$and pggit_internal.is_alike($$,
    $$and false and pggit_internal.is_alike($$
);
