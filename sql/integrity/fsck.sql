-- Everything that is wrong with the repository: no row when it is sound. Recomputes every hash and
-- follows every link; reads only, and blocks nobody. STABLE, so that all checks see one snapshot and
-- writers at work are no damage. Without JIT, which takes a second to compile what runs in 30 ms.
create or replace function pggit.fsck()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set jit = off
as $$
    select * from pggit_internal.check_commits()
    union all
    select * from pggit_internal.check_trees()
    union all
    select * from pggit_internal.check_pending()
    union all
    select * from pggit_internal.check_versions()
    union all
    select * from pggit_internal.check_policy_roles()
    union all
    select * from pggit_internal.check_migrations()
    union all
    select * from pggit_internal.check_ledger()
    union all
    select * from pggit_internal.check_data_branches()
    union all
    select * from pggit_internal.check_installation()
$$;
