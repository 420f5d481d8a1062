-- Return the keys (p_which "key") of an index or exclusion constraint, or its INCLUDE columns ("include";
-- null for none).
create or replace function pggit_internal.index_keys(p_facts jsonb, p_which text, p_relation text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_keys constant integer := (p_facts ->> 'key_columns')::integer;
begin
    return (
        select string_agg(
            concat_ws(
                ' ',
                pggit_internal.runnable(k.key ->> 'key', pggit_internal.own_name(p_relation)),
                'collate ' || (k.key ->> 'collation'),
                (k.key ->> 'class') || coalesce(
                    '(' || (
                        select string_agg(
                            format(
                                '%s = %L', split_part(s.value, '=', 1),
                                substr(s.value, strpos(s.value, '=') + 1)
                            ), ', '
                        )
                        from jsonb_array_elements_text(k.key -> 'class_settings') as s
                    ) || ')',
                    ''
                ),
                case (k.key ->> 'order')::integer
                    when 1 then 'desc nulls last' when 2 then 'nulls first' when 3 then 'desc nulls first'
                end,
                'with ' || operator.name
            ),
            ', ' order by k.position
        )
        from jsonb_array_elements(p_facts -> 'keys') with ordinality as k (key, position)
        left join lateral (
            select format(
                'operator(%s)', regexp_replace(o.value, '\([^()]*\)$', '')
            ) as name
            from jsonb_array_elements_text(p_facts -> 'operators') with ordinality as o
            where o.ordinality = k.position
        ) as operator on true
        where (k.position <= v_keys) = (p_which = 'key')
    );
end
$$;

-- Return the statement that makes an index.
create or replace function pggit_internal.index_statement(p_relation text, p_name text, p_facts jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'create %sindex %s on %s%s using %s (%s)%s%s%s',
        case when p_facts ? 'unique' then 'unique ' else '' end,
        pggit_internal.quoted(p_name), case when p_facts ? 'invalid' then 'only ' else '' end, p_relation,
        quote_ident(p_facts ->> 'method'),
        pggit_internal.index_keys(p_facts, 'key', p_relation),
        ' include (' || pggit_internal.index_keys(p_facts, 'include', p_relation) || ')',
        case when p_facts ? 'nulls_not_distinct' then ' nulls not distinct' end,
        ' where ' || pggit_internal.runnable(p_facts ->> 'predicate', pggit_internal.own_name(p_relation))
    );
end
$$;

-- Return what follows ADD CONSTRAINT and its name.
create or replace function pggit_internal.constraint_text(p_facts jsonb, p_relation text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    if p_facts ? 'keys' then
        return concat_ws(
            ' ',
            format(
                'exclude using %I (%s)', p_facts ->> 'method',
                pggit_internal.index_keys(p_facts, 'key', p_relation)
            ),
            'include (' || pggit_internal.index_keys(p_facts, 'include', p_relation) || ')',
            'where ('
            || pggit_internal.runnable(p_facts ->> 'predicate', pggit_internal.own_name(p_relation)) || ')',
            case when p_facts ->> 'deferrable' = 'true' then 'deferrable' end,
            case when p_facts ->> 'deferred' = 'true' then 'initially deferred' end
        );
    end if;
    return regexp_replace(
        pggit_internal.runnable(p_facts ->> 'definition', pggit_internal.own_name(p_relation)),
        '^(FOREIGN KEY \((?:"(?:[^"]|"")*"|[^"()])*\) REFERENCES )self\(',
        '\1' || replace(p_relation, '\', '\\') || '('
    );
end
$$;
