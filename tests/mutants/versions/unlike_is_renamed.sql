-- promise: versions.renames
-- why: Any object that is missing in the schema was renamed to one that is unknown.
select pg_temp.edit(
    'pggit_internal.find_renamed',
    $$and pggit_internal.is_alike($$,
    $$and true or o.id < 0 and pggit_internal.is_alike($$
);
