-- Return the statement that says when a trigger or rule fires, where that is not the usual.
create or replace function pggit_internal.firing(p_node pggit_internal.node)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when p_node.facts ? 'enabled' then array[format(
        'alter table %s %s %s %s',
        pggit_internal.sql_name(p_node.object),
        case p_node.facts ->> 'enabled'
            when 'never' then 'disable' when 'replica' then 'enable replica'
            when 'always' then 'enable always' else 'enable'
        end,
        split_part(p_node.kind, ' ', 1), pggit_internal.quoted(p_node.name)
    )] else '{}' end;
end
$$;

-- Return the statements that make a part of an object. p_more: of pggit_internal.surroundings().
create or replace function pggit_internal.part_creation(p_node pggit_internal.node, p_more jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_identity constant text := pggit_internal.object_identity(p_node.object);
    v_relation constant text := pggit_internal.runnable(v_identity);
    v_own constant text := pggit_internal.own_name(v_relation);
    v_name constant text := pggit_internal.quoted(p_node.name);
    v_facts constant jsonb := p_node.facts;
    v_alter constant text := format(
        'alter %s %s',
        case pggit_internal.object_type(p_node.object)
            when 'type' then 'domain' else pggit_internal.object_type(p_node.object)
        end,
        v_relation
    );
    v_in_pattern constant text := replace(v_relation, '\', '\\');
    v_in_expression constant text := regexp_replace(v_relation, '([][\\.*+?{}()|^$])', '\\\1', 'g');
    v_statements text[];
begin
    case p_node.kind
        when 'column' then
            v_statements := array[
                format('%s add column %s', v_alter, pggit_internal.column_text(v_facts, v_identity))
                || coalesce(' default ' || pggit_internal.default_text(p_more, v_own), '')
            ];
        when 'trigger state' then
            v_statements := case when v_facts ->> 'enabled' <> v_facts ->> 'whole'
                then pggit_internal.firing(p_node) else '{}'
            end;
        when 'comment' then
            v_statements := array[pggit_internal.comment_on(p_node, v_facts ->> 'comment')];
        when 'default' then
            v_statements := array[format(
                '%s alter column %s set default %s', v_alter, v_name,
                pggit_internal.default_text(
                    p_more || jsonb_build_object('default', v_facts -> 'expression'), v_own
                )
            )];
        when 'not null' then
            v_statements := pggit_internal.not_null_creation(p_node, v_relation);
        when 'constraint' then
            v_statements := array[format(
                '%s add constraint %s %s', v_alter, v_name,
                pggit_internal.constraint_text(v_facts, v_relation)
            )];
        when 'index' then
            v_statements := array[pggit_internal.index_statement(v_relation, p_node.name, v_facts)];
        when 'trigger' then
            v_statements := array[regexp_replace(
                regexp_replace(
                    pggit_internal.runnable(v_facts ->> 'definition', v_own),
                    '^((?:"(?:[^"]|"")*"|[^"])*? ON )self ', '\1' || v_in_pattern || ' '
                ),
                '^((?:"(?:[^"]|"")*"|[^"])*? ON ' || v_in_expression || ' FROM )self ',
                '\1' || v_in_pattern || ' '
            )] || pggit_internal.firing(p_node);
        when 'rule' then
            v_statements := array[rtrim(regexp_replace(
                pggit_internal.runnable(v_facts ->> 'definition', v_own),
                '^((?:"(?:[^"]|"")*"|[^"])*? TO )self', '\1' || v_in_pattern
            ), ';')] || pggit_internal.firing(p_node);
        when 'policy' then
            v_statements := array[concat_ws(
                ' ',
                format('create policy %s on %s', v_name, v_relation),
                case when v_facts ? 'restrictive' then 'as restrictive' end,
                'for ' || case v_facts ->> 'command'
                    when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                    when 'd' then 'delete' else 'all'
                end,
                'to ' || (
                    select string_agg(
                        case when r.value = 'public' then r.value else quote_ident(r.value) end, ', '
                    )
                    from jsonb_array_elements_text(v_facts -> 'roles') as r
                ),
                'using (' || pggit_internal.runnable(v_facts ->> 'using', v_own) || ')',
                'with check (' || pggit_internal.runnable(v_facts ->> 'check', v_own) || ')'
            )];
        when 'parent' then
            v_statements := array[case
                when v_facts ? 'bound' then format(
                    'alter table %s attach partition %s %s',
                    pggit_internal.runnable(v_facts ->> 'parent'), v_relation,
                    pggit_internal.runnable(v_facts ->> 'bound')
                )
                else format(
                    'alter table %s inherit %s', v_relation, pggit_internal.runnable(v_facts ->> 'parent')
                )
            end];
        when 'of' then
            v_statements := array[format('%s of %s', v_alter, pggit_internal.runnable(v_facts ->> 'of'))];
        when 'owned by' then
            v_statements := array[format(
                'alter sequence %s owned by %s', v_relation, pggit_internal.runnable(v_facts ->> 'column')
            )];
    end case;
    return v_statements;
end
$$;
