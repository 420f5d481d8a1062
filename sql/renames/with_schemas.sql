-- Return renames, with those of what has none and moves with its schema. p_from: the nodes of the first
-- schema.
create or replace function pggit_internal.with_schemas(p_renames jsonb, p_from pggit_internal.node[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_schemas jsonb;
    v_names jsonb;
begin
    select coalesce(jsonb_object_agg(r ->> 'from_identity', r ->> 'to_identity'), '{}') into v_schemas
    from jsonb_array_elements(p_renames) as r
    where r ->> 'object_type' = 'schema' and r ->> 'from_identity' <> r ->> 'to_identity';
    if v_schemas = '{}' then
        return p_renames;
    end if;
    -- Types of arguments move too.
    select coalesce(jsonb_object_agg(name, pggit_internal.in_schemas(name, v_schemas)), '{}') into v_names
    from (
        select pggit_internal.mentionable(pggit_internal.object_identity(n.object))
        from unnest(p_from) as n
        where n.kind = pggit_internal.object_type(n.object)
    ) as n (name)
    where v_schemas ? pggit_internal.schema_of(name);
    return p_renames || (
        select coalesce(jsonb_agg(jsonb_build_object(
            'object_type', n.kind, 'from_identity', named.identity, 'parts', '{}'::jsonb, 'to_identity',
            (v_names ->> named.name) || pggit_internal.with_names(
                substr(named.identity, length(named.name) + 1), v_names
            )
        )), '[]')
        from unnest(p_from) as n
        cross join lateral (
            select pggit_internal.object_identity(n.object),
                pggit_internal.mentionable(pggit_internal.object_identity(n.object))
        ) as named (identity, name)
        where n.kind = pggit_internal.object_type(n.object) and n.kind <> 'schema' and v_names ? named.name
            and not exists (
                select from jsonb_array_elements(p_renames) as r
                where r ->> 'object_type' = n.kind and r ->> 'from_identity' = named.identity
            )
    );
end
$$;
