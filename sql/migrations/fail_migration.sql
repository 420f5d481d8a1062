-- Records that a running migration was given up, and why. What its steps have done stays; undo it first.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.fail_migration(p_version text, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_migration pggit.migrations;
begin
    if p_reason is null or p_reason !~ '\S' then
        raise exception 'no reason is given for the failure of migration %',
            coalesce(quote_literal(p_version), 'null')
            using errcode = '22023', hint = 'Say what went wrong: pggit.migrations keeps it.';
    end if;
    v_migration := pggit_internal.running_migration(p_version);
    v_migration.state := 'failed';
    v_migration.reason := p_reason;
    perform pggit_internal.enter_migration(v_migration);
end
$$;
