-- List what is not as pggit made it about a data branch, and stays so: what another session changes
-- or drops meanwhile is no defect. Like definitions, bodies are written from the catalogs as they are.
create or replace function pggit_internal.lasting_defects(p_branch_id integer)
returns table (object text, detail text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_newer boolean;
    v_found jsonb;
    v_before jsonb;
    v_trouble text;
begin
    for v_look in 1..20 loop
        select pggit_internal.is_newer(b.xmax) into v_is_newer
        from pggit.data_branches as b
        where b.id = p_branch_id;
        if not found then
            return;
        end if;
        begin
            v_trouble := null;
            v_found := null;
            select jsonb_agg(jsonb_build_object('object', d.object, 'detail', d.detail)) into v_found
            from pggit.data_branches as b
            cross join lateral pggit_internal.overlay_defects(b) as d
            where b.id = p_branch_id;
        exception
            when internal_error or syntax_error_or_access_rule_violation or invalid_schema_name then
                v_trouble := sqlerrm;
        end;
        exit when v_trouble is null and (v_found is null or v_found = v_before);
        v_before := v_found;
    end loop;
    if v_is_newer then
        return;
    elsif v_trouble is not null then
        -- Not because of others: entries in the catalogs are damaged.
        return query
        select d.object, d.detail
        from pggit.data_branches as b
        cross join lateral pggit_internal.overlay_defects(b) as d
        where b.id = p_branch_id;
    else
        return query
        select d.object, d.detail from jsonb_to_recordset(v_found) as d (object text, detail text);
    end if;
end
$$;
