-- Record anew the table whose column got p_sequence (null: it was dropped) and the one whose column
-- p_owned_by lost it and still owns another (as in a sequence's definition; null: none): how many a column
-- owns decides how its default is written, and no event names the table.
create or replace function pggit_internal.record_owner(
    p_sequence oid, p_owned_by text, p_command_tag text, p_ddl text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_owner text[];
begin
    perform pggit_internal.record_change(root.classid, root.objid, p_command_tag, p_ddl)
    from pg_depend as d
    cross join lateral pggit_internal.tracked_root('pg_class'::regclass, d.refobjid) as root
    where d.classid = 'pg_class'::regclass and d.objid = p_sequence
        and d.refclassid = 'pg_class'::regclass and d.deptype = 'a';

    if p_owned_by is not null then
        v_owner := parse_ident(p_owned_by);
        perform pggit_internal.record_change(root.classid, root.objid, p_command_tag, p_ddl)
        from pg_attribute as a
        cross join lateral pggit_internal.tracked_root('pg_class'::regclass, a.attrelid) as root
        where a.attrelid = to_regclass(format('%I.%I', v_owner[1], v_owner[2]))
            and a.attname = v_owner[3]
            and exists (
                select
                from pg_depend as d
                join pg_sequence as s on s.seqrelid = d.objid
                where d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid
                    and d.refobjsubid = a.attnum and d.classid = 'pg_class'::regclass and d.deptype = 'a'
            );
    end if;
end
$$;
