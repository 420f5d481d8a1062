-- After each DDL statement: records every tracked object that the statement created or changed.
-- SECURITY DEFINER: whoever runs DDL has it recorded, and nobody can write the record.
create or replace function pggit_internal.on_ddl_command_end()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object record;
begin
    for v_object in
        select root.classid, root.objid, min(c.command_tag) as command_tag, min(c.position) as position
        from pg_event_trigger_ddl_commands() with ordinality as c (
            classid, objid, objsubid, command_tag, object_type, schema_name, object_identity,
            in_extension, command, position
        )
        cross join lateral pggit_internal.tracked_root(c.classid, c.objid) as root
        where not c.in_extension
        group by root.classid, root.objid
        order by min(c.position)
    loop
        perform pggit_internal.record_change(
            v_object.classid, v_object.objid, v_object.command_tag, current_query()
        );
        if v_object.classid = 'pg_namespace'::regclass and v_object.command_tag = 'ALTER SCHEMA' then
            -- A renamed schema takes along the names of all that it holds.
            perform pggit_internal.record_change(o.classid, o.objid, v_object.command_tag, current_query())
            from pggit_internal.catalog_objects as o
            where o.schema_name = (
                select quote_ident(n.nspname) from pg_namespace as n where n.oid = v_object.objid
            )
            order by o.object_type, o.identity;
        end if;
    end loop;
end
$$;
