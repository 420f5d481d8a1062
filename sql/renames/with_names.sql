-- Return SQL in which some names with a schema ("public.orders") are others. p_names: {"old": "new"}.
create or replace function pggit_internal.with_names(p_sql text, p_names jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    if not exists (select from jsonb_object_keys(p_names) as n where strpos(p_sql, n) > 0) then
        return p_sql;
    end if;
    return (
        select string_agg(
            case
                when found.match[1] like '''%::reg%' then
                    '''' || replace(pggit_internal.with_names(
                        replace(substring(found.match[1] from '^''(.*)''::'), '''''', ''''), p_names
                    ), '''', '''''') || '''' || substring(found.match[1] from '::reg[a-z]+$')
                else coalesce(p_names ->> found.match[1], found.match[1])
            end,
            '' order by found.position
        )
        from regexp_matches(
            p_sql,
            format(
                $re$'(?:[^']|'')*'(?:::reg[a-z]+)?|%1$s\.%1$s|"(?:[^"]|"")*"|[[:alnum:]_]+|.$re$,
                '(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_]*)'
            ),
            'g'
        ) with ordinality as found (match, position)
    );
end
$$;

-- Return SQL in which some single names (of columns) are others, but not before a parenthesis, where they are
-- names of functions.
create or replace function pggit_internal.with_words(p_sql text, p_words jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return (
        select string_agg(
            case
                when t.token ~ '^("|[a-z_])' and t.next is distinct from '('
                    and p_words ? pggit_internal.unquoted(t.token)
                    then quote_ident(p_words ->> pggit_internal.unquoted(t.token))
                else t.token
            end,
            '' order by t.position
        )
        from (
            select token, position, lead(token) over (order by position) as next
            from unnest(pggit_internal.tokens(p_sql)) with ordinality as u (token, position)
        ) as t
    );
end
$$;

-- Return the facts of a node with every text changed by the two functions above. p_own: the new names of its
-- own columns, p_words: those of all columns that it mentions.
create or replace function pggit_internal.with_renames(
    p_facts jsonb, p_names jsonb, p_words jsonb, p_own jsonb
)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case jsonb_typeof(p_facts)
        when 'object' then (
            select coalesce(jsonb_object_agg(
                f.key,
                case
                    when f.key in (
                        'comment', 'body', 'labels', 'settings', 'roles', 'initial', 'language', 'library',
                        'on', 'part'
                    ) then f.value
                    when f.key = 'name' and jsonb_typeof(f.value) = 'string'
                        then coalesce(p_own -> (f.value #>> '{}'), f.value)
                    else pggit_internal.with_renames(f.value, p_names, p_words, p_own)
                end
            ), '{}')
            from jsonb_each(p_facts) as f
        )
        when 'array' then (
            select coalesce(jsonb_agg(
                pggit_internal.with_renames(e.value, p_names, p_words, p_own) order by e.ordinality
            ), '[]')
            from jsonb_array_elements(p_facts) with ordinality as e
        )
        when 'string' then to_jsonb(
            case when p_words = '{}' then pggit_internal.with_names(p_facts #>> '{}', p_names)
            else pggit_internal.with_words(pggit_internal.with_names(p_facts #>> '{}', p_names), p_words) end
        )
        else p_facts
    end;
end
$$;
