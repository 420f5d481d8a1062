-- What a text of SQL mentions. Stored definitions name everything of a user's with its schema, so what a
-- definition needs can be read from it, for any commit, long after the catalogs have forgotten it.

-- Return all texts in a definition or a part of one, as one text. A name that is not quoted as in SQL has no
-- quotes there: what follows it would be taken for a literal.
create or replace function pggit_internal.joined_texts(p_facts jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(
        case
            when t.text ~ $re$['"]$re$
                and regexp_replace(t.text, $re$"(?:[^"]|"")*"|'(?:[^']|'')*'$re$, '', 'g') ~ $re$['"]$re$
                then translate(t.text, $re$'"$re$, '  ')
            else t.text
        end,
        ' ; '
    )
    from jsonb_path_query(p_facts, 'strict $.** ? (@.type() == "string")') as s (value)
    cross join lateral (select s.value #>> '{}') as t (text)
$$;

-- Return SQL without its literals, but with what stands in constants of type regclass and the like. A quote
-- within a quoted name begins no literal.
create or replace function pggit_internal.without_literals(p_sql text)
returns text
language sql
immutable
return regexp_replace(
    regexp_replace(
        p_sql, $re$("(?:[^"]|"")*"|'(?:[^']|'')*'(?!'|::reg))|'((?:[^']|'')*)'::reg[a-z]+$re$, '\1\2', 'g'
    ),
    $re$("(?:[^"]|"")*")|'(?:[^']|'')*'$re$, '\1', 'g'
);

-- List the names with a schema ("public.orders"), in the order of their first place. A column's "orders.id"
-- is among them, and does no harm: there is no schema orders, or it is one that is needed.
create or replace function pggit_internal.mentioned_names(p_sql text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return array(
        select distinct found.match[1]
        from regexp_matches(
            pggit_internal.without_literals(p_sql),
            '((?:"(?:[^"]|"")*"|[a-z_][a-z0-9_]*)\.(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_]*))', 'g'
        ) as found (match)
    );
end
$$;

-- Return a name without its quotes.
create or replace function pggit_internal.unquoted(p_name text)
returns text
language sql
immutable
return case
    when p_name like '"%' then replace(substr(p_name, 2, length(p_name) - 2), '""', '"')
    else p_name
end;

-- List the single names of a text, without quotes.
create or replace function pggit_internal.mentioned_words(p_sql text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select distinct pggit_internal.unquoted(found.match[1])
        from regexp_matches(
            pggit_internal.without_literals(p_sql), '("(?:[^"]|"")*"|[a-z_][a-z0-9_]*)', 'g'
        ) as found (match)
    );
end
$$;

-- Return the name by which texts mention an object: its identity, without a routine's arguments.
create or replace function pggit_internal.mentionable(p_identity text)
returns text
language sql
immutable
return substring(p_identity from '^(?:"(?:[^"]|"")*"|[^"(])+');
