-- Records that a migration is being done by hand, for steps that cannot run in a transaction (create index
-- concurrently). Commit it, do the steps, then pggit.complete_migration() or pggit.fail_migration(). Until
-- then no other migration can begin; fsck() reports one that nobody finished, as after a crash.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.begin_migration(p_version text, p_name text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_migration pggit.migrations := pggit_internal.new_migration(p_version, p_name);
begin
    v_migration.state := 'running';
    perform pggit_internal.enter_migration(v_migration);
end
$$;
