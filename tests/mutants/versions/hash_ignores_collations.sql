-- promise: versions.hash-laws
-- why: A column's collation does not count.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    'then a.attcollation::regcollation::text',
    'then null'
);
