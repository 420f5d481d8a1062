-- promise: integrity.fsck
-- why: fsck does not recompute the checksum of a migration.
select pg_temp.edit(
    'pggit_internal.check_migrations',
    'm.checksum is distinct from pggit_internal.migration_checksum(m.up, m.down)',
    'false'
);
