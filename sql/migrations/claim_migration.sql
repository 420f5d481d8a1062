-- Takes the lock of migrations and returns what is known of a version, nulls where nothing is. VC003 while a
-- migration is running.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.claim_migration(p_version text)
returns pggit.migrations
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
begin
    perform pggit_internal.lock_migrations();
    select m.* into v_migration from pggit.migrations as m where m.state = 'running';
    if found then
        raise exception 'migration % is unfinished', quote_literal(v_migration.version)
            using errcode = 'VC003',
                hint = 'See what it has done, then pggit.complete_migration() or pggit.fail_migration().';
    end if;
    select m.* into v_migration from pggit.migrations as m where m.version = p_version;
    return v_migration;
end
$$;

-- The row of a migration that will be the newest. 42710 where that version is applied already.
create or replace function pggit_internal.new_migration(p_version text, p_name text)
returns pggit.migrations
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
begin
    perform pggit_internal.check_migration_label('version', p_version);
    perform pggit_internal.check_migration_label('name', p_name);
    v_migration := pggit_internal.claim_migration(p_version);
    if v_migration.state = 'applied' then
        raise exception 'migration % is applied already', quote_literal(p_version)
            using errcode = '42710', hint = 'Choose another version.';
    end if;
    v_migration := null;
    v_migration.version := p_version;
    v_migration.name := p_name;
    select coalesce(max(m.ordinal), 0) + 1 into v_migration.ordinal from pggit.migrations as m;
    return v_migration;
end
$$;
