-- Records that the steps of a running migration are done: it is applied.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.complete_migration(p_version text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations := pggit_internal.running_migration(p_version);
begin
    v_migration.state := 'applied';
    perform pggit_internal.enter_migration(v_migration);
end
$$;
