-- Enters a migration whose script has run.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.record_applied(p_version text, p_name text, p_up text, p_down text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations;
begin
    perform pggit_internal.check_migration_scripts(p_up, p_down);
    v_migration := pggit_internal.new_migration(p_version, p_name);
    v_migration.state := 'applied';
    v_migration.up := p_up;
    v_migration.down := p_down;
    perform pggit_internal.enter_migration(v_migration);
end
$$;

create or replace function pggit_internal.apply_migration(
    p_version text, p_name text, p_up text, p_down text, p_path text
)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known pggit.migrations;
begin
    perform pggit_internal.check_migration_label('version', p_version);
    perform pggit_internal.check_migration_label('name', p_name);
    perform pggit_internal.check_migration_scripts(p_up, p_down);
    v_known := pggit_internal.claim_migration(p_version);
    if v_known.state = 'applied' then
        if v_known.checksum is distinct from pggit_internal.migration_checksum(p_up, p_down) then
            raise exception 'migration % was applied with another text', quote_literal(p_version)
                using errcode = 'VC002',
                    hint = 'Restore the text, which pggit.migrations has, or make a new migration of the change.';
        end if;
        return false;
    end if;
    perform pggit_internal.run_script(p_up, p_path);
    perform pggit_internal.record_applied(p_version, p_name, p_up, p_down);
    return true;
end
$$;

-- Runs a migration's script with the caller's rights, in the caller's transaction, and records it. True:
-- applied now; false: applied already with the same text. One that failed or was rolled back may be
-- applied again, with another text too. p_down is kept for pggit.rollback_migration().
-- A one-liner, because the script must see the caller's search_path: every name is qualified.
create or replace function pggit.apply_migration(
    p_version text, p_name text, p_up text, p_down text default null
)
returns boolean
language sql
volatile
as $$
    select pggit_internal.under_path(
        pg_catalog.current_setting('search_path'),
        pggit_internal.apply_migration(
            p_version, p_name, p_up, p_down, pg_catalog.current_setting('search_path')
        ),
        pg_catalog.current_setting('search_path')
    )
$$;
