-- Record as dropped what the current statement has made something that pggit does not track: moved to a
-- schema of the system or of pggit, or made dependent on something temporary. Called by the event trigger,
-- whose tag and statement are passed, for a statement that changed nothing that is tracked.
create or replace function pggit_internal.record_departures(p_command_tag text, p_ddl text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_departure(c.classid, c.objid, p_command_tag, p_ddl)
    from pg_event_trigger_ddl_commands() as c
    where c.classid in (
            'pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_namespace'::regclass
        )
        and not c.in_extension
        and coalesce(c.schema_name, '') <> 'pg_temp';
end
$$;

-- Record an object that is not tracked as dropped, with what went along: the sequences of a table's columns,
-- what a schema holds. Does nothing where history does not know it.
create or replace function pggit_internal.record_departure(
    p_classid oid, p_objid oid, p_command_tag text, p_ddl text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old pggit_internal.objects;
    v_new pggit_internal.objects;
    v_refusal jsonb;
begin
    select i.type, pggit_internal.spelled_alike(i.identity), pggit_internal.identity_key(i.identity)
    into v_new.object_type, v_new.identity, v_new.key
    from pg_identify_object(p_classid, p_objid, 0) as i;
    select o.* into v_old
    from pggit_internal.objects as o
    where o.key = v_new.key and o.object_type = v_new.object_type and o.is_live;
    if v_old.id is null and p_command_tag like 'ALTER %' then
        v_old := pggit_internal.renamed_from(v_new, null);
    end if;
    -- SET SCHEMA keeps the name.
    if pggit_internal.name_of(v_old.identity) is distinct from pggit_internal.name_of(v_new.identity) then
        return;
    end if;

    v_refusal := pggit_internal.refused_change(v_old.object_type, v_old.identity);
    if v_refusal is not null then
        raise exception '%', pggit_internal.refusal_message(
            pggit_internal.statement_at_command_end(p_command_tag), v_refusal
        ) using errcode = '55006', hint = v_refusal ->> 'hint';
    end if;
    perform pggit_internal.record_drop(v_old.object_type, v_old.identity, p_ddl);
    perform pggit_internal.record_departure(d.classid, d.objid, p_command_tag, p_ddl)
    from pg_depend as d
    where d.refclassid = p_classid and d.refobjid = p_objid
        and (
            p_classid = 'pg_namespace'::regclass
            or d.deptype = 'a' and d.classid = 'pg_class'::regclass
        )
        and not exists (select from pggit_internal.tracked_root(d.classid, d.objid));
    perform pggit_internal.record_dependents(
        p_classid, p_objid, p_command_tag, p_ddl, v_old.identity, v_new.identity
    );
end
$$;

-- Return whether the current statement has brought an object from a schema that is not tracked, or a schema
-- by its new name: its own row, or the one that says where it is, is new.
create or replace function pggit_internal.has_arrived(p_classid oid, p_objid oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select
        from pg_depend as d
        where d.classid = p_classid and d.objid = p_objid and d.refclassid = 'pg_namespace'::regclass
            and d.xmin = any (pggit_internal.current_xids())
        union all
        select
        from pg_namespace as n
        where p_classid = 'pg_namespace'::regclass and n.oid = p_objid
            and n.xmin = any (pggit_internal.current_xids())
    );
end
$$;
