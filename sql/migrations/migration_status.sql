-- The migrations in the order in which they were applied or begun. The checksum is null for one that was
-- done by hand, the last two columns for one that is not applied.
create or replace function pggit.migration_status()
returns table (
    version text, name text, state text, checksum text, applied_at timestamptz, applied_by name
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        m.version, m.name, m.state, m.checksum,
        case when m.state = 'applied' then m.changed_at end,
        case when m.state = 'applied' then m.changed_by end
    from pggit.migrations as m
    order by m.ordinal
$$;
