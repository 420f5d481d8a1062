-- The one row that a migration holds while it runs (pggit_internal.lock_migrations).
create table if not exists pggit_internal.migration_lock (
    is_only boolean primary key default true check (is_only)
);
