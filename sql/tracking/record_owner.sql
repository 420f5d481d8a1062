-- Record anew the table whose column p_owned_by (as in a sequence's definition) owns or owned p_sequence,
-- where it owns others: how many they are decides how its default is written, and no event names the table.
create or replace function pggit_internal.record_owner(
    p_owned_by text, p_sequence text, p_command_tag text, p_ddl text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_owner constant text[] := parse_ident(p_owned_by);
begin
    perform pggit_internal.record_change(root.classid, root.objid, p_command_tag, p_ddl)
    from pg_attribute as a
    cross join lateral pggit_internal.tracked_root('pg_class'::regclass, a.attrelid) as root
    where a.attrelid = to_regclass(format('%I.%I', v_owner[1], v_owner[2]))
        and a.attname = v_owner[3]
        and exists (
            select
            from pg_depend as d
            join pg_sequence as s on s.seqrelid = d.objid
            where d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                and d.classid = 'pg_class'::regclass and d.deptype = 'a'
                and d.objid is distinct from to_regclass(p_sequence)
        );
end
$$;
