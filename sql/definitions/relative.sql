-- SQL as the server writes it, cut into tokens: literals, quoted names, words, blanks, single signs.
create or replace function pggit_internal.tokens(p_sql text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return array(
        select found.match[1]
        from regexp_matches(
            p_sql, $re$'(?:[^']|'')*'|"(?:[^"]|"")*"|[[:alnum:]_]+|::|\s+|.$re$, 'g'
        ) with ordinality as found (match, position)
        order by found.position
    );
end
$$;

-- SQL in which the columns of p_source (a table, or an alias) are written without it: bare in the query
-- itself, after SELF in a query within. (The server writes keywords in capitals and quotes a name that has
-- some, so SELF is nobody's name.)
--
-- Followed by a dot, p_source may also be a schema of the same name: before a type, a collation, a function,
-- and, in a FROM clause, a relation. v_from says for each open parenthesis whether relations stand there.
create or replace function pggit_internal.without_source(p_sql text, p_source text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    c_name constant text := '^("|[a-z_])';
    v_tokens text[];
    v_token text;
    v_before text := '';
    -- An array grows in place; a text would be copied for each token.
    v_sql text[] := '{}';
    v_position integer := 1;
    v_depth integer := 1;
    v_from boolean[] := array[false];
    v_query boolean[] := array[false];
    v_queries integer := 0;
begin
    v_tokens := pggit_internal.tokens(p_sql);
    while v_position <= cardinality(v_tokens) loop
        v_token := v_tokens[v_position];
        if v_token = p_source
            and not v_from[v_depth]
            and v_tokens[v_position + 1] = '.'
            and (v_tokens[v_position + 2] ~ c_name or v_tokens[v_position + 2] = '*')
            and v_tokens[v_position + 3] is distinct from '('
            and v_before not in ('.', '::', 'AS', 'COLLATE', 'RETURNING')
            and v_before !~ c_name
        then
            if v_queries > 0 or v_tokens[v_position + 2] = '*' then
                v_sql := v_sql || 'SELF.'::text;
            end if;
            v_sql := v_sql || v_tokens[v_position + 2];
            v_before := v_tokens[v_position + 2];
            v_position := v_position + 3;
            continue;
        end if;

        if v_token = '(' then
            v_from[v_depth + 1] := v_from[v_depth] and v_before in ('FROM', 'JOIN', 'LATERAL', ',', '(');
            v_query[v_depth + 1] := false;
            v_depth := v_depth + 1;
        elsif v_token = ')' then
            v_queries := v_queries - v_query[v_depth]::integer;
            v_depth := v_depth - 1;
        elsif v_token in ('SELECT', 'VALUES', 'WITH') and v_before = '(' then
            v_from[v_depth] := false;
            v_query[v_depth] := true;
            v_queries := v_queries + 1;
        elsif v_token = 'FROM' and (v_depth = 1 or v_query[v_depth]) then
            v_from[v_depth] := true;
        elsif v_token in (
            'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', 'OFFSET',
            'FETCH', 'FOR'
        ) then
            v_from[v_depth] := false;
        end if;
        v_sql := v_sql || v_token;
        if v_token !~ '^\s' then
            v_before := v_token;
        end if;
        v_position := v_position + 1;
    end loop;
    return array_to_string(v_sql, '');
end
$$;

-- Most texts name no source, and need no call.
create or replace function pggit_internal.relative(p_sql text, p_source text)
returns text
language sql
immutable
return case
    when strpos(p_sql, p_source || '.') > 0 then pggit_internal.without_source(p_sql, p_source)
    else p_sql
end;

-- A view's query. With a single source in its FROM clause, PostgreSQL 15 writes the source's name before each
-- column, later versions only where it could be taken for another (in ORDER BY, or a query within).
create or replace function pggit_internal.canonical_query(p_query text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_token text;
    v_depth integer := 0;
    v_place text := 'before';  -- of the FROM clause, which is over at TABLESAMPLE
    v_source text;
begin
    foreach v_token in array pggit_internal.tokens(p_query) loop
        if v_token = '(' then
            v_depth := v_depth + 1;
        elsif v_token = ')' then
            v_depth := v_depth - 1;
        elsif v_place = 'within' and (v_depth = 0 and v_token = ',' or v_depth = 1 and v_token = 'JOIN') then
            return p_query;
        elsif v_depth > 0 then
            null;
        elsif v_token in ('UNION', 'INTERSECT', 'EXCEPT') then
            return p_query;
        elsif v_token = 'FROM' then
            v_place := 'within';
        elsif v_token in (
            'TABLESAMPLE', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'
        ) then
            v_place := 'after';
        elsif v_place = 'within' and v_token ~ '^("|[a-z_])' then
            v_source := v_token;  -- the last name is the alias, if there is one
        end if;
    end loop;
    return pggit_internal.relative(p_query, v_source);
end
$$;
