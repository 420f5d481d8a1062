-- promise: versions.tracking
-- why: A column's new type breaks nobody.
select pg_temp.edit(
    'pggit_internal.columns_severity',
    $$o.value -> 'type' is distinct from n.value -> 'type'$$,
    'false'
);
