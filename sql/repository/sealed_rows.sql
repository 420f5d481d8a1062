-- Every row that the ledger must know, as it is now. A table whose rows are written under the repository
-- lock and sealed has its line here; fsck holds the two against each other.
create or replace function pggit_internal.sealed_rows()
returns table (table_name text, row_key text, row_hash text)
language sql
stable
begin atomic
    select 'repository' as table_name, r.is_only::text as row_key, pggit_internal.row_hash(s) as row_hash
    from pggit_internal.repository as r
    cross join lateral (select r.version, r.checked_out_branch, r.installed_at) as s
    union all
    select 'branches' as table_name, b.id::text, pggit_internal.row_hash(b)
    from pggit.branches as b
    union all
    select 'tags' as table_name, t.name, pggit_internal.row_hash(t)
    from pggit.tags as t
    union all
    select 'migrations' as table_name, m.version, pggit_internal.row_hash(m)
    from pggit.migrations as m
    union all
    select 'migration_lock' as table_name, l.is_only::text, pggit_internal.row_hash(l)
    from pggit_internal.migration_lock as l
    union all
    select 'data_branches' as table_name, d.id::text, pggit_internal.row_hash(d)
    from pggit.data_branches as d;
end;
