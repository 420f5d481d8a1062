-- After each DDL statement: record every tracked object that the statement created or changed.
-- SECURITY DEFINER: every role has its DDL recorded, and none can write the record.
create or replace function pggit_internal.on_ddl_command_end()
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
    v_object record;
    v_is_stale boolean;
    v_seen jsonb;
    v_root text;
    v_done text[];
    v_has_branches boolean;
    v_refusal jsonb;
begin
    -- What the script of an extension makes is its member, and not tracked: some have hundreds of statements.
    -- (First, because each new operator has all expressions that come before it planned again.)
    if tg_tag ~ '^(CREATE (FUNCTION|TYPE|DOMAIN|AGGREGATE|OPERATOR|CAST)|ALTER OPERATOR FAMILY)' then
        if (
            select bool_and(c.in_extension) and not exists (select from pggit.data_branches)
                and not pggit_internal.has_old_snapshot()
            from pg_event_trigger_ddl_commands() as c
        ) then
            return;
        end if;
    elsif tg_tag like 'DROP %' and tg_tag <> 'DROP OWNED' then
        return;  -- recorded already, by pggit_internal.on_sql_drop()
    end if;
    if pggit_internal.has_old_snapshot() then
        v_is_stale := true;
        if pg_my_temp_schema() <> 0 then
            -- What is temporary may be made in a transaction that writes nothing else.
            v_is_stale := exists (
                select from pg_event_trigger_ddl_commands() as c where c.schema_name is distinct from 'pg_temp'
            );
        end if;
    end if;
    if v_is_stale then
        v_seen := pggit_internal.by_latest_snapshot('commands', jsonb_build_array(tg_tag));
        v_refusal := v_seen -> 'refusal';
        v_has_branches := v_seen @> '[{"seen": {"has_data_branches": true}}]';
    elsif exists (select from pggit.data_branches) then
        v_refusal := pggit_internal.refused_overlay_change();
        v_has_branches := true;
    end if;
    if v_refusal is not null then
        raise exception '%', pggit_internal.refusal_message(
            pggit_internal.statement_at_command_end(tg_tag), v_refusal
        ) using errcode = '55006', hint = v_refusal ->> 'hint';
    end if;
    if tg_tag in ('GRANT', 'REVOKE', 'DROP OWNED') then
        perform pggit_internal.grant_as_table(null);
        if tg_tag <> 'DROP OWNED' and v_has_branches is null then
            return;  -- rights are part of no definition
        end if;
    end if;
    v_done := '{}';
    for v_object in
        select c.classid, c.objid, c.command_tag, c.may_have_children, null::jsonb as seen, c.part
        from pggit_internal.changed_by_commands(tg_tag) as c
        where v_seen is null
        union all
        select c.classid, c.objid, c.command_tag, c.may_have_children, c.seen, null
        from jsonb_to_recordset(v_seen)
            as c (classid oid, objid oid, command_tag text, may_have_children boolean, seen jsonb)
    loop
        v_root := v_object.classid || ' ' || v_object.objid;
        continue when v_root = any (v_done);
        v_done := v_done || v_root;
        perform pggit_internal.record_change(
            v_object.classid, v_object.objid, v_object.command_tag, null, p_seen => v_object.seen,
            -- As the only command: a constraint has an index too.
            p_part => case when v_object.command_tag = tg_tag then v_object.part end
        );
        if v_object.may_have_children then
            perform pggit_internal.record_children(v_object.objid, v_object.command_tag, null);
        end if;
        -- OWNED BY changes no sequence, but makes the default that calls it "serial", or no longer. An
        -- attribute of a type is also one of the tables of that type; a range has a multirange, with a
        -- name of its own.
        if v_object.command_tag in ('ALTER SEQUENCE', 'ALTER TYPE') then
            perform pggit_internal.record_dependents(
                v_object.classid, v_object.objid, v_object.command_tag, null, null, null
            );
        end if;
    end loop;
    if v_done = '{}' and (tg_tag like 'ALTER %' or tg_tag like 'CREATE %') then
        perform pggit_internal.record_departures(tg_tag, null);
    end if;
    -- Last: what a renamed schema holds is known by its new name then. A statement that altered a tracked
    -- object has no side effects, but for these two.
    if tg_tag = 'DROP OWNED'
        or tg_tag like 'ALTER %' and (v_done = '{}' or tg_tag in ('ALTER SCHEMA', 'ALTER EXTENSION'))
    then
        perform pggit_internal.record_side_effects(tg_tag, null);
    end if;
    if v_has_branches then
        v_refusal := pggit_internal.noted_refusal();
        if v_refusal is not null then
            raise exception '%', pggit_internal.refusal_message(
                pggit_internal.statement_at_command_end(tg_tag), v_refusal
            ) using errcode = '55006', hint = v_refusal ->> 'hint';
        end if;
    end if;
end
$$;
