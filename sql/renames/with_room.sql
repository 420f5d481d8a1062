-- List the names of an object's columns, attributes or labels.
create or replace function pggit_internal.part_names(p_nodes pggit_internal.node[], p_object text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select n.name from unnest(p_nodes) as n where n.object = p_object and n.kind = 'column'
        union all
        select w.value #>> '{}'
        from unnest(p_nodes) as n
        cross join lateral jsonb_array_elements(
            coalesce(n.facts -> 'labels', jsonb_path_query_array(n.facts, '$.columns[*].name'))
        ) as w
        where n.object = p_object and n.kind = pggit_internal.object_type(p_object) and n.kind <> 'table'
    );
end
$$;

-- Return the renames that both sides have, and those that make room for them: what has a name that another
-- one gets, and is dropped later, steps aside.
create or replace function pggit_internal.with_room(
    p_renames jsonb, p_from pggit_internal.node[], p_to pggit_internal.node[]
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(jsonb_agg(r.rename || jsonb_build_object('parts', r.rename -> 'parts' || coalesce((
            select jsonb_object_agg(p.value, pggit_internal.stand_in(p.value, 'old'))
            from jsonb_each_text(r.rename -> 'parts') as p
            where not r.rename -> 'parts' ? p.value and p.value = any (pggit_internal.part_names(
                p_from, (r.rename ->> 'object_type') || ' ' || (r.rename ->> 'from_identity')
            ))
        ), '{}'))), '[]')
        from (
            -- Of what history renamed, what both sides have.
            select r || jsonb_build_object('parts', coalesce((
                select jsonb_object_agg(p.key, p.value)
                from jsonb_each_text(r -> 'parts') as p
                where p.key = any (pggit_internal.part_names(
                        p_from, (r ->> 'object_type') || ' ' || (r ->> 'from_identity')
                    ))
                    and p.value = any (pggit_internal.part_names(
                        p_to, (r ->> 'object_type') || ' ' || (r ->> 'to_identity')
                    ))
            ), '{}'))
            from jsonb_array_elements(p_renames) as r
        ) as r (rename)
        where r.rename -> 'parts' <> '{}' or r.rename ->> 'from_identity' <> r.rename ->> 'to_identity'
    ) || coalesce((
        select jsonb_agg(jsonb_build_object(
            'object_type', n.kind, 'from_identity', r ->> 'to_identity', 'parts', '{}'::jsonb,
            'to_identity', pggit_internal.stand_in_identity(r ->> 'to_identity')
        ))
        from jsonb_array_elements(p_renames) as r
        join unnest(p_from) as n on n.kind = pggit_internal.object_type(n.object)
            and pggit_internal.object_identity(n.object) = r ->> 'to_identity'
        where r ->> 'object_type' <> 'schema' and r ->> 'from_identity' <> r ->> 'to_identity'
            and not exists (
                select from jsonb_array_elements(p_renames) as o
                where o ->> 'from_identity' = r ->> 'to_identity'
                    and o ->> 'from_identity' <> o ->> 'to_identity'
            )
    ), '[]');
end
$$;
