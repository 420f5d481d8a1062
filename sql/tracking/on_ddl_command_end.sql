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
    v_root text;
    v_done text[] := array[]::text[];
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        perform pggit_internal.refuse_old_snapshot()
        where exists (
            select from pg_event_trigger_ddl_commands() as c where c.schema_name is distinct from 'pg_temp'
        );
    end if;
    if tg_tag in (
        'ALTER EXTENSION', 'ALTER OPERATOR', 'ALTER OPERATOR CLASS', 'ALTER OPERATOR FAMILY', 'ALTER COLLATION',
        'ALTER LANGUAGE', 'DROP OWNED'
    ) then
        perform pggit_internal.record_all(tg_tag, current_query());
    end if;
    if exists (select from pggit.data_branches)
        -- Or there may be one that this snapshot does not show.
        or current_setting('transaction_isolation') in ('repeatable read', 'serializable')
    then
        perform pggit_internal.refuse_overlay_change();
        if tg_tag in ('GRANT', 'REVOKE', 'DROP OWNED') then
            perform pggit_internal.grant_as_table(null);
        end if;
    end if;
    -- In the order of commands: a serial column's sequence is created, and then altered to be owned.
    for v_object in
        select
            root.classid, root.objid, c.command_tag,
            -- An old snapshot shows the row twice: as it was before another session's DDL, and after ours.
            root.classid = 'pg_class'::regclass and (
                select bool_or(r.relhassubclass or r.relkind = 'p') from pg_class as r where r.oid = root.objid
            ) as may_have_children
        from pg_event_trigger_ddl_commands() as c
        cross join lateral pggit_internal.tracked_root(c.classid, c.objid) as root
        where not c.in_extension
    loop
        v_root := v_object.classid || ' ' || v_object.objid;
        continue when v_root = any (v_done);
        v_done := v_done || v_root;
        perform pggit_internal.record_change(
            v_object.classid, v_object.objid, v_object.command_tag, current_query()
        );
        if v_object.may_have_children then
            perform pggit_internal.record_children(v_object.objid, v_object.command_tag, current_query());
        end if;
        -- OWNED BY changes no sequence, but makes the default that calls it "serial", or no longer. An attribute
        -- of a type is also one of the tables of that type; a range has a multirange, with a name of its own.
        if v_object.command_tag in ('ALTER SEQUENCE', 'ALTER TYPE') then
            perform pggit_internal.record_dependents(
                v_object.classid, v_object.objid, v_object.command_tag, current_query(), null, null
            );
        end if;
    end loop;
end
$$;
