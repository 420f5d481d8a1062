-- promise: versions.tracking
-- why: Dropping a column breaks nobody.
-- equivalent: A column that is gone has no type either: that differs, and is major.
select pg_temp.edit(
    'pggit_internal.columns_severity',
    $$n.value is null
$$,
    $$false
$$
);
