-- One spelling for what the major versions spell differently. Works on tokens: a literal or a quoted name
-- that only contains what is sought is left alone.

-- Words that are quoted as names on some major versions only, for being keywords there. Names are written
-- without these quotes, as the oldest version does; SQL's own use of the words is in capitals. A constant of
-- type regclass and the like holds a name between its quotes. XMLSERIALIZE says NO INDENT since 16. In the
-- identity of a routine, the type json has its schema up to 16.
create or replace function pggit_internal.respelled(p_text text)
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
                when token.text ~ '^"(json(_[a-z]+)?|merge_action|system_user)"$' then btrim(token.text, '"')
                when token.text like '''%::reg%' then
                    '''' || pggit_internal.spelled_alike(substring(token.text from '^''(.*)''::'))
                    || '''' || substring(token.text from '::reg[a-z]+$')
                when token.text ~ '^[''"]' then token.text
                when token.text <> ' NO INDENT'
                    then regexp_replace(token.text, '\mpg_catalog\.json\M', 'json', 'g')
            end,
            '' order by token.position
        )
        from regexp_matches(
            p_text, $re$'(?:[^']|'')*'(?:::reg[a-z]+)?|"(?:[^"]|"")*"| NO INDENT|[^'" ]+| $re$, 'g'
        ) with ordinality as found (match, position)
        cross join lateral (select found.match[1], found.position) as token (text, position)
    );
end
$$;

-- Most texts need none of that, and no call.
create or replace function pggit_internal.spelled_alike(p_text text)
returns text
language sql
immutable
return case
    when p_text ~ '"(json(_[a-z]+)?|merge_action|system_user)"| NO INDENT|pg_catalog\.json'
        then pggit_internal.respelled(p_text)
    else p_text
end;

-- A definition whose SQL is spelled alike by every version, before and after a restore. What is not SQL but
-- the user's own text stays as it is.
create or replace function pggit_internal.canonical(p_definition jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_text text := p_definition::text;
begin
    -- Looked for in two steps, because the first is all that most definitions need, and the second is slow.
    if (
            strpos(v_text, '\"') = 0 and strpos(v_text, ' NO INDENT') = 0
            or v_text !~ '"(json(_[a-z]+)?|merge_action|system_user)\\"| NO INDENT'
        )
        and strpos(v_text, '(ARRAY[') = 0
        and (strpos(v_text, 'SELECT') = 0 or strpos(v_text, ' AS ') = 0)
    then
        return p_definition;
    elsif jsonb_typeof(p_definition) = 'string' then
        v_text := pggit_internal.spelled_alike(p_definition #>> '{}');
        return to_jsonb(pggit_internal.reread(v_text));
    end if;
    return case jsonb_typeof(p_definition)
        when 'object' then (
            select jsonb_object_agg(
                part.key,
                case
                    when part.key in (
                        'name', 'comment', 'index_comment', 'labels', 'body', 'settings', 'roles', 'initial',
                        'method', 'language', 'library'
                    ) and jsonb_typeof(part.value) <> 'object'  -- an object is a part called like that
                    then part.value
                    else pggit_internal.canonical(part.value)
                end
            )
            from jsonb_each(p_definition) as part
        )
        when 'array' then (
            select jsonb_agg(pggit_internal.canonical(part.value) order by part.position)
            from jsonb_array_elements(p_definition) with ordinality as part (value, position)
        )
        else p_definition
    end;
end
$$;
