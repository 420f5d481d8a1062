-- SQL as the server writes it once it has read what it wrote, as it does after pg_dump: it does not arrive at
-- the same text. Then a cast of an array stands at its elements; and a column that nobody can see (of a query
-- in an expression, of all parts of a UNION but the first) has been named after its type or function.

-- An array's cast at its elements: p_tokens from p_first to p_last is "ARRAY[...]", p_type the type of an
-- element. (Positions, because a slice costs the whole array.)
create or replace function pggit_internal.cast_elements(
    p_tokens text[], p_first integer, p_last integer, p_type text
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_token text;
    v_depth integer := 0;
    v_start integer := p_first + 2;
    v_element text[] := '{}';
    v_sql text[] := array['ARRAY['];
begin
    for v_position in p_first + 2..p_last loop
        v_token := p_tokens[v_position];
        if v_depth = 0 and v_token in (',', ']') then
            if p_tokens[v_start] = 'ARRAY' then
                v_sql := v_sql || pggit_internal.cast_elements(p_tokens, v_start, v_position - 1, p_type);
            elsif v_start < v_position then
                v_sql := v_sql
                    || format('(%s)::%s', pggit_internal.reread(array_to_string(v_element, '')), p_type);
            end if;
            v_sql := v_sql || v_token;
            v_start := v_position + 1;
            v_element := '{}';
        elsif v_start = v_position and v_token ~ '^\s' then
            v_sql := v_sql || v_token;
            v_start := v_position + 1;
        else
            v_element := v_element || v_token;
            if v_token in ('(', '[') then
                v_depth := v_depth + 1;
            elsif v_token in (')', ']') then
                v_depth := v_depth - 1;
            end if;
        end if;
    end loop;
    return array_to_string(v_sql, '');
end
$$;

-- The position of the bracket that closes the one at p_open.
create or replace function pggit_internal.closing(p_tokens text[], p_open integer)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_depth integer := 0;
begin
    for v_position in p_open..cardinality(p_tokens) loop
        if p_tokens[v_position] in ('(', '[') then
            v_depth := v_depth + 1;
        elsif p_tokens[v_position] in (')', ']') then
            v_depth := v_depth - 1;
            if v_depth = 0 then
                return v_position;
            end if;
        end if;
    end loop;
    return null;
end
$$;

create or replace function pggit_internal.reread_all(p_sql text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_tokens text[];
    v_token text;
    v_before text := '';
    -- An array grows in place; a text would be copied for each token.
    v_sql text[] := '{}';
    v_position integer := 1;
    v_close integer;
    v_type text;
    v_depth integer := 1;
    v_from boolean[] := array[false];  -- for each open parenthesis: relations stand here
    v_list boolean[] := array[false];  -- what SELECT lists
    v_hidden boolean[] := array[p_sql !~ '^\s*(SELECT|WITH|CREATE|BEGIN|RETURN)'];  -- and nobody sees its names
    -- Names of what a function selects can be seen in a record; only those that the server gave are dropped.
    v_is_body boolean := p_sql ~ '^\s*(BEGIN|RETURN)';
begin
    v_tokens := pggit_internal.tokens(p_sql);
    while v_position <= cardinality(v_tokens) loop
        v_token := v_tokens[v_position];
        if v_token = '(' and v_tokens[v_position + 1] = 'ARRAY' then
            v_close := pggit_internal.closing(v_tokens, v_position);
            v_type := substring(
                (
                    select string_agg(v_tokens[following.position], '' order by following.position)
                    from generate_series(v_close + 1, v_close + 30) as following (position)
                )
                from '^::((?:"(?:[^"]|"")*"|[a-z0-9_.]|[(][0-9, ]+[)]| )+)\[\]'
            );
            if v_type is not null then
                v_sql := v_sql
                    || pggit_internal.cast_elements(v_tokens, v_position + 1, v_close - 1, v_type);
                v_before := ']';
                v_position := v_close + 1 + cardinality(pggit_internal.tokens('::' || v_type || '[]'));
                continue;
            end if;
        end if;

        if v_token = 'AS' and v_list[v_depth] and (
            v_hidden[v_depth]
            or v_is_body and v_depth = 1 and (
                v_tokens[v_position + 2] = v_before
                or v_tokens[v_position + 2] = 'varchar' and v_before = 'varying'
            )
        ) then
            v_sql[cardinality(v_sql)] := rtrim(v_sql[cardinality(v_sql)]);
            v_position := v_position + 3;  -- a blank, the name
            continue;
        elsif v_token = '(' then
            v_from[v_depth + 1] := v_from[v_depth] and v_before in ('FROM', 'JOIN', 'LATERAL', ',', '(');
            v_list[v_depth + 1] := false;
            v_hidden[v_depth + 1] := case
                when v_before in ('', '(') then v_hidden[v_depth]
                when v_before in ('UNION', 'INTERSECT', 'EXCEPT', 'ALL') then true
                else not v_from[v_depth + 1] and v_before not in ('AS', 'MATERIALIZED')
            end;
            v_depth := v_depth + 1;
        elsif v_token = ')' then
            v_depth := v_depth - 1;
        elsif v_token = 'SELECT' then
            v_list[v_depth] := true;
            v_from[v_depth] := false;
        elsif v_token = 'FROM' and v_before <> 'DISTINCT' then
            v_from[v_depth] := true;
            v_list[v_depth] := false;
        elsif v_token in ('UNION', 'INTERSECT', 'EXCEPT') then
            v_hidden[v_depth] := true;
            v_list[v_depth] := false;
            v_from[v_depth] := false;
        elsif v_token in (
                'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'
            )
            and v_before not in ('WITHIN', 'COLLATION')
        then
            v_list[v_depth] := false;
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

-- Most texts need none of that, and no call.
create or replace function pggit_internal.reread(p_sql text)
returns text
language sql
immutable
return case
    when strpos(p_sql, '(ARRAY[') > 0 or p_sql ~ ' AS ["a-z_]' and p_sql ~ 'SELECT'
        then pggit_internal.reread_all(p_sql)
    else p_sql
end;
