-- Records what has become of a migration: by the caller, now, in place of what was known of its version.
create or replace function pggit_internal.enter_migration(p_migration pggit.migrations)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.lock_repository();
    p_migration.checksum := pggit_internal.migration_checksum(p_migration.up, p_migration.down);
    p_migration.changed_at := clock_timestamp();
    p_migration.changed_by := pggit_internal.caller();
    delete from pggit.migrations where version = p_migration.version;
    insert into pggit.migrations select p_migration.*;
    perform pggit_internal.seal('migrations', p_migration.version, pggit_internal.row_hash(p_migration));
end
$$;
