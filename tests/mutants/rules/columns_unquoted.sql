-- promise: rules.hostile-names
-- why: Names of columns are written into statements without quotes.
select pg_temp.edit(
    'pggit_internal.in_quotes',
    $$'"' || replace(p_name, '"', '""') || '"'$$,
    'p_name'
);
