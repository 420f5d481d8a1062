-- Return the rows that a transaction has left (pggit_internal.by_latest_snapshot). None on a standby,
-- where no query can name an unlogged table.
create or replace function pggit_internal.rows_left()
returns table (table_name text, key text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not pg_is_in_recovery() then
        return query
        select 'pggit_internal.question_keys', k.id::text from pggit_internal.question_keys as k
        union all
        select 'pggit_internal.questions', q.id::text from pggit_internal.questions as q
        union all
        select 'pggit_internal.branched_statements', s.transaction::text from pggit_internal.branched_statements as s;
    end if;
end
$$;

-- fsck of pggit's own objects: event triggers that would not fire, tables that lost a constraint.
create or replace function pggit_internal.check_installation()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
    select 'error', 'event_trigger', expected.name,
        case when t.oid is null then 'it is missing' else 'it is not enabled for all sessions' end
    from (values
        ('pggit_ddl_command_end', 'pggit_internal.on_ddl_command_end()'),
        ('pggit_sql_drop', 'pggit_internal.on_sql_drop()'),
        ('pggit_table_rewrite', 'pggit_internal.on_table_rewrite()')
    ) as expected (name, function)
    left join pg_event_trigger as t
        on t.evtname = expected.name and t.evtfoid = expected.function::regprocedure
    where t.evtenabled is distinct from 'A'
    union all
    select 'error', 'event_triggers_off', coalesce(nullif(s.setrole, 0)::regrole::text, current_database()),
        'a setting switches event triggers off for its sessions'
    from pg_db_role_setting as s
    where s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
        and exists (
            select from unnest(s.setconfig) as setting where setting ~ '^event_triggers=(off|false|no|0)$'
        )
    union all
    select 'error', 'event_triggers_off', 'this session', 'event triggers are switched off'
    where current_setting('event_triggers', true) = 'off'
    union all
    select 'error', 'own_table', c.oid::regclass::text, format('role %s may %s it', a.grantee::regrole, a.privilege_type)
    from pg_class as c
    cross join lateral aclexplode(c.relacl) as a
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
        and c.relkind = 'r'
        and a.grantee <> c.relowner
        and a.privilege_type not in ('SELECT', 'MAINTAIN')
    union all
    select 'error', 'own_table', coalesce(t.table_name, c.table_name), case
        when t.table_name is null then 'it is not one of pggit''s tables'
        when c.table_name is null then 'it is missing'
        else 'a column, constraint or index of it was changed'
    end
    from pggit_internal.own_tables as t
    full join pggit_internal.own_table_hashes() as c on c.table_name = t.table_name
    where t.definition_hash is distinct from c.definition_hash
    union all
    select 'error', 'own_table', t.tgrelid::regclass::text, format('trigger %s of it is disabled', t.tgname)
    from pg_trigger as t
    join pg_class as c on c.oid = t.tgrelid
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace) and t.tgenabled <> 'O'
    union all
    select 'error', 'own_table', t.table_name, 'it is listed twice'
    from pggit_internal.own_tables as t
    group by t.table_name
    having count(*) > 1
    union all
    select 'error', 'own_table', i.indrelid::regclass::text,
        format('index %s of it is not valid', i.indexrelid::regclass)
    from pg_index as i
    join pg_class as c on c.oid = i.indrelid
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
        and c.relkind = 'r'
        and not (i.indisvalid and i.indisready and i.indislive)
    union all
    select 'error', 'own_table', q.table_name, format('row %s was left in it', q.key)
    from pggit_internal.rows_left() as q
    union all
    select 'error', 'repository', 'pggit_internal.repository', format('it has %s rows instead of 1', count(*))
    from pggit_internal.repository
    having count(*) <> 1
$$;
