-- promise: data.keys
-- why: A branch takes two rows with one unique value.
select pg_temp.edit(
    'pggit_internal.write_unique_checks',
    'if found and exists (',
    'if false and exists ('
);
