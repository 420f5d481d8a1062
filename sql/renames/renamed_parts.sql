-- How the columns, attributes and labels of an object are called at different steps of its history.

-- Return the columns, attributes or labels that have other names at one step of an object's history than at
-- another: {"old": "new"}.
create or replace function pggit_internal.renamed_parts(p_object_id bigint, p_from integer, p_to integer)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_parts jsonb := pggit_internal.parts_at(p_object_id, least(p_from, p_to));
    v_renames jsonb;
    v_inverse jsonb;
begin
    for v_renames in
        select h.renames
        from pggit_internal.history as h
        where h.object_id = p_object_id and h.renames is not null
            and h.step > least(p_from, p_to) and h.step <= greatest(p_from, p_to)
        order by h.step
    loop
        -- What was renamed before goes on under its newest name. A part whose name another one
        -- takes is gone, but not where the other one is new: it may be that part, made again.
        v_parts := coalesce((
            select jsonb_object_agg(p.key, coalesce(v_renames ->> p.value, p.value))
            from jsonb_each_text(v_parts) as p
            where v_renames ? p.value or not exists (
                select
                from jsonb_each_text(v_parts) as taker
                where v_renames ->> taker.value = p.value
            )
        ), '{}');
    end loop;
    if p_from > p_to then
        select coalesce(jsonb_object_agg(p.value, p.key), '{}') into v_inverse
        from jsonb_each_text(v_parts) as p;
        v_parts := v_inverse;
    end if;
    return coalesce((
        select jsonb_object_agg(p.key, p.value) from jsonb_each_text(v_parts) as p where p.key <> p.value
    ), '{}');
end
$$;

-- Return the parts of an object at a step as {"name": "name"}. Parts that are made later are not among
-- them, so that a rename of one is not taken for that of an earlier one of its name.
create or replace function pggit_internal.parts_at(p_object_id bigint, p_step integer)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(jsonb_object_agg(part.name, part.name), '{}')
        from pggit_internal.history as h
        join pggit_internal.objects as o on o.id = h.object_id
        cross join lateral pggit_internal.definition_of(
            o.object_type, o.identity, h.definition_hash
        ) as d (definition)
        cross join lateral jsonb_array_elements_text(
            coalesce(d.definition -> 'labels', jsonb_path_query_array(d.definition, '$.columns[*].name'))
        ) as part (name)
        where h.object_id = p_object_id and h.step = p_step
    );
end
$$;
