-- Canonical text made text that runs again. The canonical text is for equality: it writes names without the
-- quotes that some major versions need, and leaves out the relation that an expression belongs to.

-- Quote a name, also where only a newer major version needs it.
create or replace function pggit_internal.quoted(p_name text)
returns text
language sql
immutable
return case
    when p_name ~ '^(json(_[a-z]+)?|merge_action|system_user)$' then '"' || p_name || '"'
    else quote_ident(p_name)
end;

-- Return SQL in which comparisons that BETWEEN has made are BETWEEN again, where they stand first in a
-- chain of AND or OR: the server writes "((a >= 1) AND (a <= 2)) AND b", and reads that as one chain of
-- three.
create or replace function pggit_internal.with_between(p_sql text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_operand constant text := '((?:[^()]|\([^()]*\))+?)';
    c_and constant text :=
        '\(\(' || c_operand || ' >= ' || c_operand || '\) AND \(\1 <= ' || c_operand || '\)\) AND ';
    c_or constant text :=
        '\(\(' || c_operand || ' < ' || c_operand || '\) OR \(\1 > ' || c_operand || '\)\) OR ';
begin
    if p_sql not like '%)) AND %' and p_sql not like '%)) OR %' then
        return p_sql;
    end if;
    return regexp_replace(
        regexp_replace(p_sql, c_and, '(\1 BETWEEN \2 AND \3) AND ', 'g'),
        c_or, '(\1 NOT BETWEEN \2 AND \3) OR ', 'g'
    );
end
$$;

-- Return SQL in canonical spelling as SQL that every major version reads as it was meant. p_self is what
-- stands for SELF and self: the relation that the text belongs to, or null. SQL's own use of the quoted
-- words is in capitals, so a word in small letters is a name.
create or replace function pggit_internal.runnable(p_sql text, p_self text default null)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    if p_sql !~ '\m(json(_[a-z]+)?|merge_action|system_user)\M' and p_sql !~ '\mSELF\.' then
        return pggit_internal.with_between(p_sql);
    end if;
    return pggit_internal.with_between((
        select string_agg(
            case
                when token.text ~ '^''.*''::reg' then
                    '''' || replace(pggit_internal.runnable(
                        replace(substring(token.text from '^''(.*)''::'), '''''', '''')
                    ), '''', '''''') || '''' || substring(token.text from '::reg[a-z]+$')
                when token.text ~ '^[''"]' then token.text
                when token.text = 'SELF' and token.next = '.' and p_self is not null then p_self
                when token.text ~ '^(json(_[a-z]+)?|merge_action|system_user)$' then '"' || token.text || '"'
                else token.text
            end,
            '' order by token.position
        )
        from (
            select found.match[1], found.position, lead(found.match[1]) over (order by found.position)
            from regexp_matches(
                p_sql, $re$'(?:[^']|'')*'(?:::reg[a-z]+)?|"(?:[^"]|"")*"|[[:alnum:]_]+|.$re$, 'g'
            ) with ordinality as found (match, position)
        ) as token (text, position, next)
    ));
end
$$;

-- Return the name that a query gives to its only source, as pggit_internal.canonical_query() finds it, or
-- null.
create or replace function pggit_internal.only_source(p_query text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_token text;
    v_depth integer := 0;
    v_is_within boolean := false;
    v_source text;
begin
    foreach v_token in array pggit_internal.tokens(p_query) loop
        if v_token = '(' then
            v_depth := v_depth + 1;
        elsif v_token = ')' then
            v_depth := v_depth - 1;
        elsif v_is_within and (v_depth = 0 and v_token = ',' or v_depth = 1 and v_token = 'JOIN') then
            return null;
        elsif v_depth > 0 then
            null;
        elsif v_token in ('UNION', 'INTERSECT', 'EXCEPT') then
            return null;
        elsif v_token = 'FROM' then
            v_is_within := true;
        elsif v_token in (
            'TABLESAMPLE', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'
        ) then
            v_is_within := false;
        elsif v_is_within and v_token ~ '^("|[a-z_])' then
            v_source := v_token;
        end if;
    end loop;
    return v_source;
end
$$;

-- Return a view's query as SQL that runs again. With a single source the canonical query leaves out the
-- source's name, and then ORDER BY would take a name for that of an output column.
create or replace function pggit_internal.runnable_query(p_query text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_source constant text := pggit_internal.only_source(p_query);
    v_query text := pggit_internal.runnable(p_query, v_source);
    c_name constant text := '(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_]*)';
    v_order text;
begin
    v_query := rtrim(v_query, ';');
    if v_source is not null then
        v_order := substring(v_query from '\n  ORDER BY ([^\n]*)(?:\n|$)');
        if v_order is not null then
            v_query := replace(
                v_query, e'\n  ORDER BY ' || v_order,
                e'\n  ORDER BY ' || substr(regexp_replace(
                    ', ' || v_order, format('(, )(%s)(?=,|$| DESC| NULLS| USING)', c_name),
                    '\1' || replace(v_source, '\', '\\') || '.\2', 'g'
                ), 3)
            );
        end if;
    end if;
    -- The server writes a mark of CYCLE as a cast, and reads it as a typed constant only.
    return regexp_replace(
        v_query,
        $re$( CYCLE .* SET \S+ TO )('(?:[^']|'')*')::(\w+)( DEFAULT )('(?:[^']|'')*')::(\w+)( USING )$re$,
        '\1\3 \2\4\6 \5\7', 'g'
    );
end
$$;
