-- After each statement that drops something: records the tracked objects that are gone, and anew the
-- tables and domains that lost a part (a column, constraint, index, trigger, policy), also through CASCADE.
-- SECURITY DEFINER: whoever drops has it recorded, and nobody can write the record.
create or replace function pggit_internal.on_sql_drop()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_dropped record;
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        perform pggit_internal.refuse_old_snapshot()
        where exists (select from pg_event_trigger_dropped_objects() as d where not d.is_temporary);
    end if;
    perform pggit_internal.refuse_branched_change(d.object_type, d.object_identity, tg_tag)
    from pg_event_trigger_dropped_objects() as d
    where exists (select from pggit.data_branches);

    for v_dropped in
        select d.object_type, d.object_identity
        from pg_event_trigger_dropped_objects() as d
        where not d.is_temporary
            and d.object_type in (
                'schema', 'table', 'view', 'materialized view', 'sequence', 'type', 'function', 'procedure',
                'aggregate'
            )
    loop
        perform pggit_internal.record_drop(
            v_dropped.object_type, v_dropped.object_identity, current_query()
        );
    end loop;

    -- What lost a part and is still there. A part that went with the whole finds nobody.
    perform pggit_internal.record_change(root.classid, root.objid, 'DROP', current_query())
    from (
        select distinct
            case when d.object_type = 'domain constraint' then 'pg_type'::regclass else 'pg_class'::regclass end
                as classid,
            case
                when d.object_type = 'domain constraint' then to_regtype(d.address_names[1])::oid
                when d.object_type = 'index'
                    then pggit_internal.table_of_dropped_index(d.schema_name, d.object_name)
                else to_regclass(format('%I.%I', d.address_names[1], d.address_names[2]))::oid
            end as objid
        from (
            select
                d.*,
                bool_or(d.object_type in ('table', 'materialized view', 'table column', 'table constraint'))
                    over () as has_whole
            from pg_event_trigger_dropped_objects() as d
        ) as d
        where not d.is_temporary
            and (
                d.object_type in (
                    'table column', 'table constraint', 'trigger', 'policy', 'rule', 'default value',
                    'composite type column', 'domain constraint'
                )
                -- One that was dropped itself, or because of what it uses, and not with its table.
                or d.object_type = 'index' and (d.original or d.normal or not d.has_whole)
            )
    ) as part
    cross join lateral pggit_internal.tracked_root(part.classid, part.objid) as root;
end
$$;

-- The table or materialized view that had an index: the catalog no longer knows, but the record does.
create or replace function pggit_internal.table_of_dropped_index(p_schema name, p_index name)
returns oid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select to_regclass(o.identity)::oid
        from pggit_internal.objects as o
        where o.is_live
            and starts_with(o.identity, pggit_internal.spelled_alike(quote_ident(p_schema)) || '.')
            and o.definition -> 'indexes' ? p_index
    );
end
$$;
