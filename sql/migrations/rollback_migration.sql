-- The migration of a version if it can be rolled back: applied, the newest, and with a down script.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.claim_rollback(p_version text)
returns pggit.migrations
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
    v_newest text;
begin
    perform pggit_internal.check_migration_label('version', p_version);
    perform pggit_internal.claim_migration(p_version);
    v_migration := pggit_internal.known_migration(p_version);
    if v_migration.state <> 'applied' then
        raise exception 'migration % is not applied, but %', quote_literal(p_version), v_migration.state
            using errcode = '55000', hint = 'Only an applied migration can be rolled back.';
    end if;
    select m.version into v_newest
    from pggit.migrations as m
    where m.state = 'applied'
    order by m.ordinal desc
    limit 1;
    if v_newest <> p_version then
        raise exception 'migration % is not the newest', quote_literal(p_version)
            using errcode = '55000', hint = format('Roll back %L first.', v_newest);
    end if;
    if v_migration.checksum
        is distinct from pggit_internal.migration_checksum(v_migration.up, v_migration.down)
    then
        perform pggit_internal.raise_corrupt(
            format('the scripts of migration %s do not match their checksum', quote_literal(p_version))
        );
    end if;
    if v_migration.down is null then
        raise exception 'migration % has no down script', quote_literal(p_version)
            using errcode = '55000', hint = 'Undo it with a new migration.';
    end if;
    return v_migration;
end
$$;

-- Enters a migration whose down script has run.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.record_rolled_back(p_version text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations := pggit_internal.claim_rollback(p_version);
begin
    v_migration.state := 'rolled_back';
    perform pggit_internal.enter_migration(v_migration);
end
$$;

create or replace function pggit_internal.rollback_migration(p_version text, p_path text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations := pggit_internal.claim_rollback(p_version);
begin
    if pggit_internal.can_be_superuser(current_user)
        and not exists (select from pg_roles as r where r.rolname = v_migration.changed_by and r.rolsuper)
    then
        raise exception 'the down script of migration % comes from %, who is not a superuser',
            quote_literal(p_version), quote_ident(v_migration.changed_by)
            using errcode = '42501',
                hint = 'Call this as that role. Or read the script in pggit.migrations, and apply it as a migration.';
    end if;
    perform pggit_internal.run_script(v_migration.down, p_path);
    perform pggit_internal.record_rolled_back(p_version);
    return true;
end
$$;

-- Run the down script of the newest applied migration with the caller's rights and record that it is
-- rolled back. Return true. 42501 for a superuser where the script is another role's that is not one.
-- A one-liner, because the script must see the caller's search_path: every name is qualified.
create or replace function pggit.rollback_migration(p_version text)
returns boolean
language sql
volatile
as $$
    select pggit_internal.under_path(
        pg_catalog.current_setting('search_path'),
        pggit_internal.rollback_migration(p_version, pg_catalog.current_setting('search_path')),
        pg_catalog.current_setting('search_path')
    )
$$;
