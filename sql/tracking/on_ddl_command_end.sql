-- After each DDL statement: records every tracked object that the statement created or changed.
-- SECURITY DEFINER: whoever runs DDL has it recorded, and nobody can write the record.
create or replace function pggit_internal.on_ddl_command_end()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_object record;
begin
    if tg_tag = 'ALTER EXTENSION' then
        perform pggit_internal.record_membership(current_query());
    end if;
    if exists (select from pggit.data_branches) then
        perform pggit_internal.refuse_overlay_change();
    end if;
    for v_object in
        select
            root.classid,
            root.objid,
            -- The first one: a serial column's sequence is created, and altered to be owned.
            (array_agg(c.command_tag order by c.position))[1] as command_tag,
            min(c.position) as position
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
        if v_object.classid = 'pg_class'::regclass
            and exists (
                select from pg_class as c
                where c.oid = v_object.objid and (c.relhassubclass or c.relkind = 'p')
            )
        then
            perform pggit_internal.record_children(v_object.objid, v_object.command_tag, current_query());
        end if;
        if v_object.command_tag = 'ALTER SEQUENCE' then
            -- OWNED BY changes no sequence, but makes the default that calls it "serial", or no longer.
            perform pggit_internal.record_dependents(
                v_object.classid, v_object.objid, v_object.command_tag, current_query(), null, null
            );
        end if;
    end loop;
end
$$;
