-- Return COMMENT ON for a comment's node; null for p_comment takes the comment away.
create or replace function pggit_internal.comment_on(p_node pggit_internal.node, p_comment text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_node.object);
    v_type constant text := pggit_internal.object_type(p_node.object);
    v_on constant text := p_node.facts ->> 'on';
    v_name constant text := pggit_internal.quoted(p_node.facts ->> 'part');
begin
    return case
        when v_on = 'identity'
            then pggit_internal.identity_comment(v_identity, p_node.facts ->> 'part', p_comment)
        when v_on = 'not null' and v_type = 'table'
            then pggit_internal.not_null_comment(v_identity, p_node.facts ->> 'part', p_comment)
        else format('comment on %s is %s', case
            when v_on in ('function', 'procedure', 'aggregate') then 'routine ' || v_identity
            when v_on = v_type then v_on || ' ' || v_identity
            when v_on = 'column' then format('column %s.%s', v_identity, v_name)
            when v_on = 'index' then format('index %s.%s', pggit_internal.schema_of(v_identity), v_name)
            when v_on = 'not null' then format(
                'constraint %s on %s', pggit_internal.not_null_name(p_node.facts ->> 'part'), v_identity
            )
            when v_type = 'type' then format('%s %s on domain %s', v_on, v_name, v_identity)
            else format('%s %s on %s', v_on, v_name, v_identity)
        end, coalesce(quote_literal(p_comment), 'null'))
    end;
end
$$;

-- Return the statement that comments on the sequence of an identity column, whose name does not count.
create or replace function pggit_internal.identity_comment(p_identity text, p_column text, p_comment text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format('do %L', format(
        'begin execute format(''comment on sequence %%s is %%L'', pg_get_serial_sequence(%L, %L), %L::text);'
        ' end',
        p_identity, p_column, p_comment
    ));
end
$$;

-- Return the statement that comments on the NOT NULL constraint of a column, whose name does not count
-- either.
create or replace function pggit_internal.not_null_comment(p_identity text, p_column text, p_comment text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format('do %L', format(
        'begin execute ('
        'select format(''comment on constraint %%I on %%s is %%L'', c.conname, %L::text, %L::text)'
        ' from pg_catalog.pg_constraint as c join pg_catalog.pg_attribute as a'
        ' on a.attrelid = c.conrelid and a.attnum = c.conkey[1]'
        ' where c.contype = ''n'' and c.conrelid = %1$L::regclass and a.attname = %3$L); end',
        p_identity, p_comment, p_column
    ));
end
$$;
