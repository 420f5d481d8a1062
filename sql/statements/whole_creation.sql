-- Return the statements from one state of row security to another: '', enabled, forced, or "disabled,
-- forced".
create or replace function pggit_internal.row_security_statements(p_identity text, p_from text, p_to text)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_on constant boolean := p_to in ('enabled', 'forced') and p_to is not null;
    v_is_forced constant boolean := p_to in ('forced', 'disabled, forced') and p_to is not null;
begin
    return array_remove(array[
        case when v_is_on <> (coalesce(p_from, '') in ('enabled', 'forced'))
            then format(
                'alter table %s %s row level security', p_identity,
                case when v_is_on then 'enable' else 'disable' end
            )
        end,
        case when v_is_forced <> (coalesce(p_from, '') in ('forced', 'disabled, forced'))
            then format(
                'alter table %s %sforce row level security', p_identity,
                case when v_is_forced then '' else 'no ' end
            )
        end
    ], null);
end
$$;

-- Return the statements that make a table. p_columns: an array of their facts.
create or replace function pggit_internal.table_creation(p_identity text, p_facts jsonb, p_columns jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statements text[];
begin
    v_statements := array[concat_ws(
        ' ',
        'create table ' || p_identity,
        '(' || coalesce((
            select string_agg(pggit_internal.column_text(c.value, p_identity), ', ' order by c.ordinality)
            from jsonb_array_elements(p_columns) with ordinality as c
        ), '') || ')',
        'partition by ' || pggit_internal.runnable(p_facts ->> 'partition_key')
    )];
    return v_statements || pggit_internal.row_security_statements(p_identity, '', p_facts ->> 'row_security');
end
$$;

-- Return the statement that makes a view. p_verb: "create view" and the like. It always names the columns, as
-- the query may give them other names.
create or replace function pggit_internal.view_statement(p_verb text, p_identity text, p_facts jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return concat_ws(
        ' ', p_verb, p_identity,
        '(' || (
            select string_agg(pggit_internal.quoted(c.value ->> 'name'), ', ' order by c.ordinality)
            from jsonb_array_elements(p_facts -> 'columns') with ordinality as c
        ) || ')',
        'with (' || (
            select string_agg(
                format(
                    '%s = %L', split_part(o.value, '=', 1), substr(o.value, strpos(o.value, '=') + 1)
                ), ', '
            )
            from jsonb_array_elements_text(p_facts -> 'options') as o
        ) || ')',
        'as', pggit_internal.runnable_query(p_facts ->> 'query')
    );
end
$$;

-- Return the statement that makes a type. p_constraints: those of a domain, {"name": facts}.
create or replace function pggit_internal.type_creation(p_identity text, p_facts jsonb, p_constraints jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_range constant jsonb := p_facts -> 'range';
begin
    case p_facts ->> 'kind'
        when 'e' then
            return array[format('create type %s as enum (%s)', p_identity, (
                select string_agg(quote_literal(l.value), ', ' order by l.ordinality)
                from jsonb_array_elements_text(p_facts -> 'labels') with ordinality as l
            ))];
        when 'c' then
            return array[format('create type %s as (%s)', p_identity, (
                select string_agg(pggit_internal.column_text(c.value, p_identity), ', ' order by c.ordinality)
                from jsonb_array_elements(p_facts -> 'columns') with ordinality as c
            ))];
        when 'd' then
            return array[concat_ws(
                ' ', 'create domain', p_identity, 'as', pggit_internal.runnable(p_facts ->> 'base'),
                'collate ' || (p_facts ->> 'collation'),
                'default ' || pggit_internal.runnable(p_facts ->> 'default'),
                case when p_facts ? 'not_null' then 'not null' end,
                (
                    select string_agg(
                        format(
                            'constraint %s %s', pggit_internal.quoted(c.key),
                            pggit_internal.runnable(c.value ->> 'definition')
                        ),
                        ' ' order by c.key
                    )
                    from jsonb_each(p_constraints) as c
                    where c.value ->> 'definition' !~ ' NOT VALID$'
                )
            )];
        else
            return array[format('create type %s as range (%s)', p_identity, concat_ws(
                ', ',
                'subtype = ' || pggit_internal.runnable(v_range ->> 'subtype'),
                'subtype_opclass = ' || (v_range ->> 'class'),
                'collation = ' || (v_range ->> 'collation'),
                'canonical = ' || pggit_internal.mentionable(v_range ->> 'canonical'),
                'subtype_diff = ' || pggit_internal.mentionable(v_range ->> 'difference'),
                'multirange_type_name = ' || (v_range ->> 'multirange')
            ))];
    end case;
end
$$;

-- Return the statements that make an object, without its parts; a table has its columns. p_more: of
-- pggit_internal.surroundings().
create or replace function pggit_internal.whole_creation(p_node pggit_internal.node, p_more jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_node.object);
    v_facts constant jsonb := p_node.facts;
    v_statements text[];
begin
    case p_node.kind
        when 'schema' then
            v_statements := array['create schema ' || v_identity];
        when 'table' then
            v_statements := pggit_internal.table_creation(v_identity, v_facts, p_more -> 'columns');
        when 'view' then
            v_statements := array[pggit_internal.view_statement('create view', v_identity, v_facts)];
        when 'materialized view' then
            v_statements := array[
                pggit_internal.view_statement('create materialized view', v_identity, v_facts)
                || ' with no data'
            ];
        when 'sequence' then
            v_statements := array[format(
                'create sequence %s as %s %s', v_identity, v_facts ->> 'type',
                pggit_internal.sequence_options(v_facts)
            )];
        when 'type' then
            v_statements := pggit_internal.type_creation(v_identity, v_facts, p_more -> 'constraints');
        when 'aggregate' then
            v_statements := array[pggit_internal.aggregate_statement(v_identity, v_facts)];
        else
            v_statements := array[pggit_internal.routine_statement('create', v_identity, v_facts)];
    end case;
    return v_statements;
end
$$;
