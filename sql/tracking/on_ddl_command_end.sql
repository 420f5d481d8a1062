-- After each DDL statement: record every tracked object that the statement created or changed.
-- SECURITY DEFINER: every role has its DDL recorded, and none can write the record.
create or replace function pggit_internal.on_ddl_command_end()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set plan_cache_mode = force_generic_plan  -- what is planned again each time costs more than it saves
as $$
declare
    v_object record;
    v_seen jsonb;
    v_root text;
    v_done text[] := array[]::text[];
    v_has_branches boolean;
    v_refusal jsonb;
begin
    if pggit_internal.has_old_snapshot() and exists (
        select from pg_event_trigger_ddl_commands() as c where c.schema_name is distinct from 'pg_temp'
    ) then
        v_seen := pggit_internal.by_latest_snapshot('commands');
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
    end if;
    for v_object in
        select c.classid, c.objid, c.command_tag, c.may_have_children, null::jsonb as seen
        from pggit_internal.changed_by_commands() as c
        where v_seen is null
        union all
        select c.classid, c.objid, c.command_tag, c.may_have_children, c.seen
        from jsonb_to_recordset(v_seen)
            as c (classid oid, objid oid, command_tag text, may_have_children boolean, seen jsonb)
    loop
        v_root := v_object.classid || ' ' || v_object.objid;
        continue when v_root = any (v_done);
        v_done := v_done || v_root;
        perform pggit_internal.record_change(
            v_object.classid, v_object.objid, v_object.command_tag, current_query(), p_seen => v_object.seen
        );
        if v_object.may_have_children then
            perform pggit_internal.record_children(v_object.objid, v_object.command_tag, current_query());
        end if;
        -- OWNED BY changes no sequence, but makes the default that calls it "serial", or no longer. An
        -- attribute of a type is also one of the tables of that type; a range has a multirange, with a
        -- name of its own.
        if v_object.command_tag in ('ALTER SEQUENCE', 'ALTER TYPE') then
            perform pggit_internal.record_dependents(
                v_object.classid, v_object.objid, v_object.command_tag, current_query(), null, null
            );
        end if;
    end loop;
    if v_done = '{}' and (tg_tag like 'ALTER %' or tg_tag like 'CREATE %') then
        perform pggit_internal.record_departures(tg_tag, current_query());
    end if;
    -- Last: what a renamed schema holds is known by its new name then. A statement that altered a tracked
    -- object has no side effects, but for these two.
    if tg_tag = 'DROP OWNED'
        or tg_tag like 'ALTER %' and (v_done = '{}' or tg_tag in ('ALTER SCHEMA', 'ALTER EXTENSION'))
    then
        perform pggit_internal.record_side_effects(tg_tag, current_query());
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
