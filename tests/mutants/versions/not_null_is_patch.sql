-- promise: versions.tracking
-- why: SET NOT NULL breaks nobody.
select pg_temp.edit(
    'pggit_internal.columns_severity',
    $$or n.value ? 'not_null' and not o.value ? 'not_null'$$,
    ''
);
