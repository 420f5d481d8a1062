-- promise: migrations.once
-- why: The lock of migrations locks nothing.
select pg_temp.edit(
    'pggit_internal.lock_migrations',
    'update pggit_internal.migration_lock set is_only = is_only;',
    ''
);
