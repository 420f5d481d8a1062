-- The migration of a version; 42704 where there is none.
create or replace function pggit_internal.known_migration(p_version text)
returns pggit.migrations
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
begin
    select m.* into v_migration from pggit.migrations as m where m.version = p_version;
    if not found then
        raise exception 'there is no migration %', quote_literal(p_version)
            using errcode = '42704', hint = 'pggit.migration_status() shows the migrations.';
    end if;
    return v_migration;
end
$$;

-- The running migration of a version, for its end to be recorded.
create or replace function pggit_internal.running_migration(p_version text)
returns pggit.migrations
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
begin
    perform pggit_internal.check_migration_label('version', p_version);
    perform pggit_internal.lock_migrations();
    v_migration := pggit_internal.known_migration(p_version);
    if v_migration.state <> 'running' then
        raise exception 'migration % is not running, but %', quote_literal(p_version), v_migration.state
            using errcode = '55000', hint = 'pggit.begin_migration() begins one.';
    end if;
    return v_migration;
end
$$;
