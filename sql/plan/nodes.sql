-- A schema as a graph. Its nodes are the objects and their parts (columns, defaults, constraints, indexes,
-- triggers, rules, policies, parents): whatever one statement can make or drop, because each such statement
-- has its place in the order.
do $$
begin
    if to_regtype('pggit_internal.node') is null then
        create type pggit_internal.node as (
            object text,  -- "table public.orders"
            kind text,  -- of the part; for the object itself, its type
            name text,  -- of the part, without quotes; '' for the object itself
            position integer,  -- of a column
            facts jsonb,  -- what is there to say of it: the part of the definition
            names text[],  -- what its text mentions: "public.orders"
            words text[]  -- and single names, of columns among them
        );
    end if;
end
$$;

-- Return a node, with what its facts mention: no names that are facts themselves, and no text but SQL.
create or replace function pggit_internal.node(
    p_object text, p_kind text, p_name text, p_position integer, p_facts jsonb
)
returns pggit_internal.node
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    c_other constant text[] := array[
        'name', 'comment', 'index_comment', 'body', 'labels', 'settings', 'roles', 'initial', 'language',
        'library'
    ];
    v_texts constant text := pggit_internal.joined_texts(
        case jsonb_typeof(p_facts) when 'object' then p_facts - c_other else p_facts end
    );
begin
    return row(
        p_object, p_kind, p_name, p_position, p_facts,
        pggit_internal.mentioned_names(v_texts), pggit_internal.mentioned_words(v_texts)
    );
end
$$;

-- List the nodes of an object, given its definition.
create or replace function pggit_internal.nodes(p_object_type text, p_identity text, p_definition jsonb)
returns setof pggit_internal.node
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    c_parts constant text[] := array[
        'constraints', 'not_nulls', 'indexes', 'triggers', 'rules', 'policies', 'parents',
        'partition_bound', 'owned_by', 'attached'
    ];
    v_is_table constant boolean := p_object_type = 'table';
    v_is_relation constant boolean := p_object_type in ('table', 'view', 'materialized view');
    v_whole jsonb := p_definition - c_parts;
begin
    if v_is_table then
        v_whole := v_whole - '{columns,of}'::text[];
    elsif v_is_relation then
        v_whole := v_whole || jsonb_build_object('columns', (
            select coalesce(jsonb_agg(c.value - '{default,comment}'::text[] order by c.ordinality), '[]')
            from jsonb_array_elements(p_definition -> 'columns') with ordinality as c
        ));
    elsif v_whole ? 'columns' then
        v_whole := v_whole || jsonb_build_object('columns', (
            select coalesce(jsonb_agg(c.value - 'comment' order by c.ordinality), '[]')
            from jsonb_array_elements(p_definition -> 'columns') with ordinality as c
        ));
    end if;
    return query
    with parts (kind, name, position, facts) as (
        select p_object_type, '', null::bigint, v_whole
        union all
        select k.kind, c.value ->> 'name', c.ordinality, k.facts
        from jsonb_array_elements(p_definition -> 'columns') with ordinality as c
        cross join lateral (values
            ('column', case when v_is_table then c.value - array_remove(array[
                'default', case when p_definition -> 'not_nulls' ? (c.value ->> 'name') then 'not_null' end
            ], null) end),
            ('default', jsonb_build_object('expression', c.value -> 'default'))
        ) as k (kind, facts)
        where v_is_relation and k.facts is not null and k.facts <> '{"expression": null}'
        union all
        select 'parent', p.value, p.ordinality, jsonb_strip_nulls(
            jsonb_build_object(
                'parent', p.value, 'bound', p_definition -> 'partition_bound',
                'place', nullif(p.ordinality, 1)
            )
        )
        from jsonb_array_elements_text(p_definition -> 'parents') with ordinality as p
        union all
        select 'of', p_definition ->> 'of', null, jsonb_build_object('of', p_definition -> 'of')
        where v_is_table and p_definition ? 'of'
        union all
        select
            k.kind, part.key, null,
            part.value || case when p_definition ? 'attached'
                then coalesce(pggit_internal.attachment(k.kind, part.key, p_definition), '{}') else '{}'
            end
        from (values
            ('constraints', 'constraint'), ('not_nulls', 'not null'), ('indexes', 'index'),
            ('triggers', 'trigger'), ('rules', 'rule'), ('policies', 'policy')
        ) as k (key, kind)
        cross join lateral jsonb_each(p_definition -> k.key) as part
        union all
        select 'owned by', '', null, jsonb_build_object('column', p_definition -> 'owned_by')
        where p_definition ? 'owned_by'
    ),
    comments (kind, name, comment) as (
        select p.kind, p.name, p.facts -> 'comment' from parts as p where p.kind <> 'column'
        union all
        select 'index', p.name, p.facts -> 'index_comment' from parts as p
        union all
        select 'column', c.value ->> 'name', c.value -> 'comment'
        from jsonb_array_elements(p_definition -> 'columns') as c
        union all
        select 'identity', c.value ->> 'name', c.value #> '{identity,sequence,comment}'
        from jsonb_array_elements(p_definition -> 'columns') as c
    )
    select n.*
    from (
        select
            p.kind, p.name, p.position,
            p.facts - '{comment,index_comment}'::text[] #- '{identity,sequence,comment}' as facts
        from parts as p
        union all
        select
            'comment', concat_ws(' ', c.kind, nullif(c.name, '')), null,
            jsonb_build_object('on', c.kind, 'part', c.name, 'comment', c.comment)
        from comments as c
        where c.comment is not null
    ) as part
    cross join lateral pggit_internal.node(
        p_object_type || ' ' || p_identity, part.kind, part.name, part.position::integer, part.facts
    ) as n;
end
$$;

-- Return which of a parent's indexes a partition's index belongs to, as a fact of it, '' for none; null
-- where no other index of the partition is equal to it, and the parent's takes it in any case.
create or replace function pggit_internal.attachment(p_kind text, p_name text, p_definition jsonb)
returns jsonb
language sql
immutable
return case when p_kind = 'index' and exists (
    select
    from jsonb_object_keys(p_definition #> '{attached,indexes}') as a (name)
    where (p_definition #> array['indexes', a.name]) - '{comment,invalid}'::text[]
        = (p_definition #> array['indexes', p_name]) - '{comment,invalid}'::text[]
) then jsonb_build_object(
    'attached', coalesce(p_definition #>> array['attached', 'indexes', p_name], '')
) end;
