-- Return the definition of an object of which a statement changed one part and nothing else: look at that
-- part, and take the rest from p_before. Most of the time that recording takes is the look at all of a
-- table. p_part: of pggit_internal.changed_by_commands().
create or replace function pggit_internal.definition_after(
    p_classid oid, p_objid oid, p_before jsonb, p_part text
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set standard_conforming_strings = on
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set bytea_output = 'hex'
set extra_float_digits = 1
set lc_monetary = 'C'
as $$
declare
    v_kind constant text := split_part(p_part, ' ', 1);
    v_number constant bigint := split_part(p_part, ' ', 2);
    v_comment text;
    v_path text[] := array['comment'];
begin
    if v_kind = 'index' then
        return p_before || jsonb_build_object('indexes', coalesce(p_before -> 'indexes', '{}') || (
            select jsonb_build_object(c.relname, pggit_internal.canonical(pggit_internal.index_definition(c.oid)))
            from pg_class as c
            where c.oid = v_number::oid
        ));
    elsif v_kind = 'trigger' then
        return p_before || pggit_internal.canonical(
            jsonb_build_object('triggers', pggit_internal.trigger_definitions(p_objid))
        );
    end if;
    if v_number > 0 then
        select array['columns', (c.position - 1)::text, 'comment'] into v_path
        from pg_attribute as a
        join jsonb_array_elements(p_before -> 'columns') with ordinality as c (value, position)
            on c.value ->> 'name' = a.attname
        where a.attrelid = p_objid and a.attnum = v_number;
    end if;
    select d.description into v_comment
    from pg_description as d
    where d.objoid = p_objid and d.classoid = p_classid and d.objsubid = v_number;
    return case
        when v_path is null then pggit_internal.definition(p_classid, p_objid)
        when v_comment is null then p_before #- v_path
        else jsonb_set(p_before, v_path, to_jsonb(v_comment))
    end;
end
$$;
