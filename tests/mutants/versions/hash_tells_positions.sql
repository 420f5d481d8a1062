-- promise: versions.hash-laws
-- why: A dropped column leaves a gap in the numbers of columns.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    $$'name', a.attname,$$,
    $$'name', a.attname, 'position', a.attnum,$$
);
