-- promise: versions.hash-laws
-- why: The order of columns does not count.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    'order by a.attnum',
    'order by a.attname'
);
