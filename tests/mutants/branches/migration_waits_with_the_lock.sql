-- promise: branches.no-deadlock
-- why: A transaction that has committed waits for a migration, which wants to commit.
select pg_temp.edit(
    'pggit_internal.lock_migrations',
    'if pggit_internal.has_repository_lock() then',
    'if false then'
);
