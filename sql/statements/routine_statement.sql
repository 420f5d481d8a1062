-- Return the statement that makes a function or procedure. p_verb: "create", or "create or replace".
create or replace function pggit_internal.routine_statement(p_verb text, p_identity text, p_facts jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_is_procedure constant boolean := p_facts ->> 'kind' = 'p';
begin
    return concat_ws(
        e'\n',
        format(
            '%s %s %s(%s)', p_verb, case when v_is_procedure then 'procedure' else 'function' end,
            pggit_internal.mentionable(p_identity), pggit_internal.runnable(p_facts ->> 'arguments')
        ),
        'returns ' || pggit_internal.runnable(p_facts ->> 'result'),
        'language ' || quote_ident(p_facts ->> 'language'),
        'transform ' || (
            select string_agg('for type ' || t.value, ', ')
            from jsonb_array_elements_text(p_facts -> 'transforms') as t
        ),
        case when p_facts ->> 'kind' = 'w' then 'window' end,
        case when not v_is_procedure then concat_ws(
            ' ',
            case p_facts ->> 'volatility' when 'i' then 'immutable' when 's' then 'stable' else 'volatile'
            end,
            'parallel ' || case p_facts ->> 'parallel'
                when 's' then 'safe' when 'r' then 'restricted' else 'unsafe'
            end,
            case when p_facts ->> 'strict' = 'true' then 'strict' end,
            case when p_facts ->> 'leakproof' = 'true' then 'leakproof' end
        ) end,
        case when p_facts ->> 'security_definer' = 'true' then 'security ' || 'definer' end,
        (
            select string_agg(pggit_internal.setting_clause(s.value), e'\n' order by s.ordinality)
            from jsonb_array_elements_text(p_facts -> 'settings') with ordinality as s
        ),
        case
            when p_facts ? 'library' then format('as %L, %L', p_facts ->> 'library', p_facts ->> 'body')
            when p_facts ? 'query' then pggit_internal.runnable(p_facts ->> 'query')
            else 'as ' || pggit_internal.dollar_quoted(p_facts ->> 'body')
        end
    );
end
$$;

-- Return the clause SET for a function's setting, "search_path=public, pg_temp". Some settings are lists of
-- names.
create or replace function pggit_internal.setting_clause(p_setting text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name constant text := split_part(p_setting, '=', 1);
    v_value constant text := substr(p_setting, strpos(p_setting, '=') + 1);
begin
    return format(
        'set %s to %s',
        (select string_agg(quote_ident(part), '.') from unnest(string_to_array(v_name, '.')) as part),
        case
            when v_name in (
                'search_path', 'temp_tablespaces', 'session_preload_libraries', 'shared_preload_libraries',
                'local_preload_libraries', 'unix_socket_directories'
            ) and v_value <> '' then (
                select string_agg(quote_literal(pggit_internal.unquoted(item.match[1])), ', ')
                from regexp_matches(v_value, '("(?:[^"]|"")*"|[^", ]+)', 'g') as item (match)
            )
            else quote_literal(v_value)
        end
    );
end
$$;

-- Return a text between dollar signs that it does not hold itself.
create or replace function pggit_internal.dollar_quoted(p_text text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tag text := '$' || '$';
begin
    while strpos(p_text || '$', v_tag) > 0 loop
        v_tag := '$body'
            || case v_tag when '$' || '$' then '' else replace(substr(v_tag, 6), '$', '') || '_' end || '$';
    end loop;
    return v_tag || p_text || v_tag;
end
$$;
