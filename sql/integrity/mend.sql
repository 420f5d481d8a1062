-- Mends one thing that fsck() or detect_drift() found; what is mended already is left as it is.
create or replace function pggit_internal.mend(p_check_name text, p_object text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_drift record;
begin
    case p_check_name
        when 'event_trigger' then
            perform pggit_internal.ensure_event_triggers();
        when 'drift' then
            select d.object_type, d.identity, c.classid, c.objid into v_drift
            from regexp_match(p_object, '^(materialized view|[a-z]+) (.*)$') as part
            cross join lateral pggit_internal.drift_of(part[1], part[2], current_setting('lock_timeout')) as d
            left join lateral (
                select n.classid, n.objid
                from pggit_internal.objects_named(d.object_type, d.identity) as n
                cross join lateral pggit_internal.identify(n.classid, n.objid) as i
                where i.object_type = d.object_type and pggit_internal.spelled_alike(i.identity) = d.identity
            ) as c on true;
            if v_drift.identity is null then
                return;  -- recorded meanwhile, with what it depends on
            elsif v_drift.objid is null then
                perform pggit_internal.record_drop(v_drift.object_type, v_drift.identity, 'pggit.repair()');
            else
                perform pggit_internal.record_change(v_drift.classid, v_drift.objid, 'REPAIR', 'pggit.repair()');
            end if;
        when 'policy_role' then
            delete from pggit_internal.policy_roles as r
            where r.object_id::text = p_object
                or r.object_id in (select o.id from pggit_internal.objects as o where o.identity = p_object);
            perform pggit_internal.note_policy_roles(o.id, pggit_internal.named_roles(to_regclass(o.identity)))
            from pggit_internal.objects as o
            where o.identity = p_object and o.is_live and o.definition ? 'policies';
        when 'unused_statement' then
            delete from pggit_internal.statements as s where s.id = p_object::bigint;
        when 'unused_tree' then
            delete from pggit_internal.tree_nodes as n where n.hash = p_object;
        when 'unused_definition' then
            delete from pggit_internal.definitions as d where d.hash = p_object;
        else
            -- The live tree: nothing is in it and all of history pending, so that the next commit makes it.
            delete from pggit_internal.worktree;
            delete from pggit_internal.pending;
            insert into pggit_internal.pending (history_id) select h.id from pggit_internal.history as h;
    end case;
end
$$;
