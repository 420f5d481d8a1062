-- fsck of pggit's own objects: event triggers that would not fire, tables that lost a constraint.
create or replace function pggit_internal.check_installation()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select 'error', 'event_trigger', expected.name,
        case when t.oid is null then 'it is missing' else 'it is not enabled for all sessions' end
    from (values
        ('pggit_ddl_command_end', 'pggit_internal.on_ddl_command_end()'),
        ('pggit_sql_drop', 'pggit_internal.on_sql_drop()')
    ) as expected (name, function)
    left join pg_event_trigger as t
        on t.evtname = expected.name and t.evtfoid = expected.function::regprocedure
    where t.evtenabled is distinct from 'A'
    union all
    select 'error', 'own_table', t.table_name, 'a column, constraint or index of it was changed'
    from pggit_internal.own_tables as t
    where t.definition_hash is distinct from pggit_internal.sha256_hex(
        pggit_internal.table_definition(to_regclass(t.table_name))::text
    )
    union all
    select 'error', 'own_table', 'pggit_internal.own_tables', 'it does not list all of pggit''s tables'
    where (select count(*) from pggit_internal.own_tables) <> (
        select count(*)
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('pggit', 'pggit_internal') and c.relkind = 'r'
    )
    union all
    select 'error', 'repository', 'pggit_internal.repository', format('it has %s rows instead of 1', count(*))
    from pggit_internal.repository
    having count(*) <> 1
$$;
