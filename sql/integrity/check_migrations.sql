-- fsck of migrations. Whether a running one is at work or crashed cannot be seen: a warning.
create or replace function pggit_internal.check_migrations()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select 'warning', 'partial_migration', m.version,
        format('%s began it at %s and has not finished it', m.changed_by, m.changed_at)
    from pggit.migrations as m
    where m.state = 'running'
    union all
    select 'error', 'migration_checksum', m.version, 'the scripts do not match their checksum'
    from pggit.migrations as m
    where m.checksum is distinct from pggit_internal.migration_checksum(m.up, m.down)
$$;
