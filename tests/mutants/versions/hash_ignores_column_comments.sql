-- promise: versions.hash-laws
-- why: A column's comment does not count.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    $$'comment', p_comments -> a.attnum::text$$,
    $$'comment', null$$
);
