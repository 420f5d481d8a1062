-- Return the statements that add labels to an enum; null where one is gone or has moved: the type is made
-- again then.
create or replace function pggit_internal.enum_alteration(p_identity text, p_old jsonb, p_new jsonb)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if array(
        select l.value from jsonb_array_elements_text(p_old) with ordinality as l order by l.ordinality
    ) <> array(
        select l.value from jsonb_array_elements_text(p_new) with ordinality as l
        where p_old ? l.value order by l.ordinality
    ) then
        return null;
    end if;
    return array(
        select format(
            'alter type %s add value %L%s', p_identity, l.value,
            case
                when l.before is null and p_old = '[]' then ''
                when l.before is null then format(' before %L', p_old ->> 0)
                else format(' after %L', l.before)
            end
        )
        from (
            select l.value, l.ordinality, lag(l.value) over (order by l.ordinality) as before
            from jsonb_array_elements_text(p_new) with ordinality as l
        ) as l
        where not p_old ? l.value
        order by l.ordinality
    );
end
$$;

-- Return the statements that drop attributes of a composite type and add others at its end; null where it
-- takes more than that: the type is made again then.
create or replace function pggit_internal.attribute_alteration(p_identity text, p_old jsonb, p_new jsonb)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kept constant jsonb[] := array(
        select o.value
        from jsonb_array_elements(p_old) with ordinality as o
        where exists (select from jsonb_array_elements(p_new) as n where n ->> 'name' = o.value ->> 'name')
        order by o.ordinality
    );
    v_new constant jsonb[] := array(
        select n.value from jsonb_array_elements(p_new) with ordinality as n order by n.ordinality
    );
begin
    if v_kept <> v_new[:cardinality(v_kept)] then
        return null;
    end if;
    return array(
        select format(
            'alter type %s drop attribute %s', p_identity, pggit_internal.quoted(o.value ->> 'name')
        )
        from jsonb_array_elements(p_old) with ordinality as o
        where o.value <> all (v_kept)
        order by o.ordinality
    ) || array(
        select format(
            'alter type %s add attribute %s', p_identity, pggit_internal.column_text(n.value, p_identity)
        )
        from unnest(v_new[cardinality(v_kept) + 1:]) with ordinality as n (value, place)
        order by n.place
    );
end
$$;

-- Return the attributes that a change of a composite type in place drops.
create or replace function pggit_internal.dropped_attributes(
    p_from pggit_internal.node, p_to pggit_internal.node
)
returns text[]
language sql
stable
return case when (p_from).kind = 'type' and (p_from).facts ->> 'kind' = 'c' then array(
    select c ->> 'name' from jsonb_array_elements((p_from).facts -> 'columns') as c
    except
    select c ->> 'name' from jsonb_array_elements((p_to).facts -> 'columns') as c
) else '{}' end;

-- Return the statements that change a type in place; null where it must be made again. p_differs: the facts
-- that differ.
create or replace function pggit_internal.type_alteration(
    p_identity text, p_old jsonb, p_new jsonb, p_differs text[]
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statements text[] := '{}';
begin
    if p_new ->> 'kind' = 'd' and p_differs <@ array['default', 'not_null'] then
        if 'default' = any (p_differs) then
            v_statements := v_statements || format('alter domain %s %s', p_identity, coalesce(
                'set default ' || pggit_internal.runnable(p_new ->> 'default'), 'drop default'
            ));
        end if;
        if 'not_null' = any (p_differs) then
            v_statements := v_statements || format(
                'alter domain %s %s not null', p_identity,
                case when p_new ? 'not_null' then 'set' else 'drop' end
            );
        end if;
        return v_statements;
    elsif p_new ->> 'kind' = 'c' and p_old ->> 'kind' = 'c' then
        return pggit_internal.attribute_alteration(p_identity, p_old -> 'columns', p_new -> 'columns');
    elsif p_new ->> 'kind' = 'e' and p_old ->> 'kind' = 'e' then
        return pggit_internal.enum_alteration(
            p_identity, coalesce(p_old -> 'labels', '[]'), coalesce(p_new -> 'labels', '[]')
        );
    end if;
    return null;
end
$$;
