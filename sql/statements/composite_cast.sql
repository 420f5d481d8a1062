-- Values of a composite type that is made again keep their attributes by name: as text they would keep them
-- by place. While the old type stands aside, a cast leads from it to the new one, in arrays and types too.

-- Return the statements that make the cast. p_from: the old type, p_to: the new one; p_ways: how the values
-- of attributes go that are of a type that has stepped aside ({"name": "text"}), of pggit_internal.casts().
create or replace function pggit_internal.composite_cast_creation(
    p_from pggit_internal.node, p_to pggit_internal.node, p_ways jsonb
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old constant text := pggit_internal.aside_name(p_from);
    v_new constant text := pggit_internal.sql_name(p_to.object);
begin
    return array[
        format(
            'create function %s(%1$s) returns %s language sql strict as %L', v_old, v_new,
            format('select row(%s)::%s', (
                select string_agg(
                    coalesce(
                        '($1).' || pggit_internal.quoted(o.value ->> 'name') || pggit_internal.casts(
                            o.value ->> 'type', n.value ->> 'type', p_ways ->> (o.value ->> 'name')
                        ),
                        'null'
                    ), ', ' order by n.ordinality
                )
                from jsonb_array_elements(p_to.facts -> 'columns') with ordinality as n
                left join jsonb_array_elements(p_from.facts -> 'columns') as o
                    on o.value ->> 'name' = n.value ->> 'name'
            ), v_new)
        ),
        format('create cast (%s as %s) with function %1$s(%1$s)', v_old, v_new)
    ];
end
$$;

-- Return the statements that drop it.
create or replace function pggit_internal.composite_cast_removal(p_from pggit_internal.node)
returns text[]
language sql
immutable
return array[
    format(
        'drop cast (%s as %s)', pggit_internal.aside_name(p_from), pggit_internal.sql_name((p_from).object)
    ),
    format('drop function %s(%1$s)', pggit_internal.aside_name(p_from))
];
