-- Return the nodes of the first schema once its renames are done.
create or replace function pggit_internal.renamed_nodes(p_nodes pggit_internal.node[], p_renames jsonb)
returns pggit_internal.node[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_objects jsonb;
    v_names jsonb;
    v_parts jsonb;
begin
    if p_renames = '[]' then
        return p_nodes;
    end if;
    select
        jsonb_object_agg(r ->> 'object_type' || ' ' || (r ->> 'from_identity'), r ->> 'to_identity'),
        coalesce(jsonb_object_agg(
            pggit_internal.mentionable(r ->> 'from_identity'), pggit_internal.mentionable(r ->> 'to_identity')
        ) filter (where r ->> 'object_type' <> 'schema'), '{}'),
        jsonb_object_agg(pggit_internal.mentionable(r ->> 'from_identity'), r -> 'parts')
    into v_objects, v_names, v_parts
    from jsonb_array_elements(p_renames) as r;
    return array(
        select pggit_internal.node(
            case
                when v_objects ? n.object
                    then pggit_internal.object_type(n.object) || ' ' || (v_objects ->> n.object)
                else n.object
            end,
            n.kind,
            case
                when n.kind in ('column', 'default', 'not null') then coalesce(words.map ->> n.name, n.name)
                when n.kind in ('parent', 'of') then coalesce(v_names ->> n.name, n.name)
                when n.kind = 'comment' and n.facts ->> 'on' in ('column', 'identity')
                    then (n.facts ->> 'on') || ' '
                        || coalesce(words.map ->> (n.facts ->> 'part'), n.facts ->> 'part')
                else n.name
            end,
            n.position,
            case
                when n.kind = 'comment' then n.facts || jsonb_build_object('part', case
                    when n.facts ->> 'on' in ('column', 'identity')
                        then coalesce(words.map ->> (n.facts ->> 'part'), n.facts ->> 'part')
                    else n.facts ->> 'part'
                end)
                when n.facts ? 'labels' then jsonb_set(n.facts, '{labels}', (
                    select jsonb_agg(coalesce(words.map ->> l.value, l.value) order by l.ordinality)
                    from jsonb_array_elements_text(n.facts -> 'labels') with ordinality as l
                ))
                else pggit_internal.with_renames(
                    n.facts, v_names, words.map || elsewhere.map, words.map
                )
            end
        )
        from unnest(p_nodes) as n
        cross join lateral (
            select coalesce(
                v_parts -> pggit_internal.mentionable(pggit_internal.object_identity(n.object)), '{}'
            )
        ) as words (map)
        -- Columns of other relations that it mentions.
        cross join lateral (
            select coalesce(jsonb_object_agg(p.key, p.value), '{}')
            from unnest(n.names) as m (name)
            cross join lateral jsonb_each_text(v_parts -> m.name) as p
            where n.kind not in ('column', 'default', 'comment', 'parent')
        ) as elsewhere (map)
    );
end
$$;
