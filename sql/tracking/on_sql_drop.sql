-- After each statement that drops something: record the tracked objects that are gone, and anew the
-- tables and domains that lost a part (a column, constraint, index, trigger, policy), also through CASCADE.
-- SECURITY DEFINER: every role has its drops recorded, and none can write the record.
create or replace function pggit_internal.on_sql_drop()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
-- How queries are planned: by indexes, whatever the session says.
set plan_cache_mode = force_generic_plan
set jit = off
set max_parallel_workers_per_gather = 0
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = on
set enable_nestloop = on
set enable_hashjoin = on
set enable_hashagg = on
set enable_sort = on
set enable_material = on
set enable_memoize = on
set seq_page_cost = 1
set random_page_cost = 4
set cpu_tuple_cost = 0.01
set cpu_index_tuple_cost = 0.005
set cpu_operator_cost = 0.0025
set effective_cache_size = '4GB'
set work_mem = '4MB'
set hash_mem_multiplier = 2
set from_collapse_limit = 8
set join_collapse_limit = 8
set geqo = off
as $$
declare
    v_seen jsonb;
    v_has_branches boolean;
    v_refusal jsonb;
begin
    if pggit_internal.has_old_snapshot() and exists (
        select from pg_event_trigger_dropped_objects() as d where not d.is_temporary
    ) then
        v_seen := pggit_internal.by_latest_snapshot('drops', jsonb_build_array(tg_tag));
        v_refusal := nullif(v_seen -> 'refusal', 'null');
        v_has_branches := v_seen -> 'changed' @> '[{"seen": {"has_data_branches": true}}]';
        perform pggit_internal.refuse_newer(d.identity, d.last_step)
        from jsonb_to_recordset(v_seen -> 'dropped') as d (identity text, last_step bigint);
    elsif exists (select from pggit.data_branches) then
        v_refusal := pggit_internal.refused_drop(tg_tag);
        v_has_branches := true;
    end if;
    if v_refusal is not null then
        raise exception '%', pggit_internal.refusal_message(
            pggit_internal.statement_at_sql_drop(tg_tag), v_refusal
        ) using errcode = '55006', hint = v_refusal ->> 'hint';
    end if;

    perform pggit_internal.record_drop(d.object_type, d.identity, null)
    from pggit_internal.dropped_objects() as d;

    perform pggit_internal.record_change(c.classid, c.objid, 'DROP', null, p_seen => c.seen)
    from (
        select c.classid, c.objid, null::jsonb as seen
        from pggit_internal.changed_by_drops() as c
        where v_seen is null
        union all
        select c.classid, c.objid, c.seen
        from jsonb_to_recordset(v_seen -> 'changed') as c (classid oid, objid oid, seen jsonb)
    ) as c;
    if v_has_branches then
        v_refusal := pggit_internal.noted_refusal();
        if v_refusal is not null then
            raise exception '%', pggit_internal.refusal_message(
                pggit_internal.statement_at_sql_drop(tg_tag), v_refusal
            ) using errcode = '55006', hint = v_refusal ->> 'hint';
        end if;
    end if;
end
$$;
