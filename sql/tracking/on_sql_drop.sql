-- After each statement that drops something: records the tracked objects that are gone, and anew the
-- tables that lost a part (a column, constraint, index, trigger, policy), also through CASCADE.
-- SECURITY DEFINER: whoever drops has it recorded, and nobody can write the record.
create or replace function pggit_internal.on_sql_drop()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_dropped record;
    v_owner oid;
    v_domain oid;
begin
    for v_dropped in
        select d.object_type, d.object_identity, d.schema_name, d.object_name, d.address_names
        from pg_event_trigger_dropped_objects() as d
        where not d.is_temporary
    loop
        v_owner := null;
        v_domain := null;
        if v_dropped.object_type = 'index' then
            -- The catalog no longer knows whose index it was; the record does.
            select c.oid into v_owner
            from pggit_internal.objects as o
            join pg_class as c on c.oid = to_regclass(o.identity)
            where o.is_live
                and o.schema_name = quote_ident(v_dropped.schema_name)
                and o.definition -> 'indexes' ? v_dropped.object_name;
        elsif v_dropped.object_type in (
            'table column', 'table constraint', 'trigger', 'policy', 'rule', 'default value',
            'composite type column'
        ) then
            select c.oid into v_owner
            from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            where n.nspname = v_dropped.address_names[1] and c.relname = v_dropped.address_names[2];
        elsif v_dropped.object_type = 'domain constraint' then
            v_domain := to_regtype(v_dropped.address_names[1]);
        else
            perform pggit_internal.record_drop(
                v_dropped.object_type, v_dropped.object_identity, current_query()
            );
        end if;
        if v_owner is not null then
            perform pggit_internal.record_change(root.classid, root.objid, 'DROP', current_query())
            from pggit_internal.tracked_root('pg_class'::regclass, v_owner) as root;
        elsif v_domain is not null then
            perform pggit_internal.record_change(root.classid, root.objid, 'DROP', current_query())
            from pggit_internal.tracked_root('pg_type'::regclass, v_domain) as root;
        end if;
    end loop;
end
$$;
