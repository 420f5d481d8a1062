-- promise: versions.hash-laws
-- why: NOT NULL does not count.
select pg_temp.edit(
    'pggit_internal.column_definitions',
    $$'not_null', nullif(a.attnotnull, false),$$,
    ''
);
