-- Return whether a view's columns are those it had, and perhaps more: CREATE OR REPLACE takes nothing else.
create or replace function pggit_internal.continues(p_old jsonb, p_new jsonb)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return jsonb_array_length(p_new) >= jsonb_array_length(p_old) and not exists (
        select
        from jsonb_array_elements(p_old) with ordinality as o
        join jsonb_array_elements(p_new) with ordinality as n on n.ordinality = o.ordinality
        where o.value <> n.value
    );
end
$$;

-- Return the statements that change a constraint, index, trigger, rule or policy in place; null where it
-- must be made again. p_differs: the facts that differ.
create or replace function pggit_internal.part_alteration(
    p_from pggit_internal.node, p_to pggit_internal.node, p_differs text[]
)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_node pggit_internal.node := p_to;
begin
    if p_differs = '{enabled}' then
        v_node.facts := jsonb_build_object('enabled', coalesce(p_to.facts ->> 'enabled', 'origin'));
        return pggit_internal.firing(v_node);
    elsif p_to.kind = 'constraint'
        and p_to.facts ->> 'definition' || ' NOT VALID' = p_from.facts ->> 'definition' then
        return array[format(
            'alter %s %s validate constraint %s',
            case pggit_internal.object_type(p_to.object) when 'type' then 'domain' else 'table' end,
            pggit_internal.sql_name(p_to.object), pggit_internal.quoted(p_to.name)
        )];
    end if;
    return null;
end
$$;

-- Return the statements that make one state of a node another, in place; null where it must be dropped and
-- made again.
create or replace function pggit_internal.alteration(
    p_from pggit_internal.node, p_to pggit_internal.node, p_more jsonb
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_to.object);
    v_old constant jsonb := p_from.facts;
    v_new constant jsonb := p_to.facts;
    v_differs constant text[] := array(
        select key
        from jsonb_object_keys(v_old || v_new) as key
        where v_old -> key is distinct from v_new -> key
    );
    v_statements text[] := '{}';
begin
    if p_to.kind in ('default', 'owned by', 'comment') then
        return pggit_internal.part_creation(p_to, p_more);
    elsif p_to.kind = 'trigger state' then
        return pggit_internal.firing(p_to);
    elsif p_to.kind = 'column' then
        return pggit_internal.column_alteration(
            p_from, p_to, p_more ->> 'way'
        );
    elsif p_to.kind in ('constraint', 'index', 'trigger', 'rule', 'policy') then
        return pggit_internal.part_alteration(p_from, p_to, v_differs);
    elsif p_to.kind = 'table' and v_differs = array['row_security'] then
        v_statements := pggit_internal.row_security_statements(
            v_identity, v_old ->> 'row_security', v_new ->> 'row_security'
        );
    elsif p_to.kind = 'view' then
        if not pggit_internal.continues(v_old -> 'columns', v_new -> 'columns') then
            return null;
        end if;
        v_statements := array[pggit_internal.view_statement('create or replace view', v_identity, v_new)];
    elsif p_to.kind = 'sequence' then
        v_statements := array[format(
            'alter sequence %s as %s %s', v_identity, v_new ->> 'type', pggit_internal.sequence_options(v_new)
        )];
    elsif p_to.kind = 'type' then
        v_statements := pggit_internal.type_alteration(v_identity, v_old, v_new, v_differs);
        if v_statements is null then
            return null;
        end if;
    elsif p_to.kind in ('function', 'procedure') then
        if v_differs && array['arguments', 'result', 'kind'] then
            return null;
        end if;
        v_statements := array[pggit_internal.routine_statement('create or replace', v_identity, v_new)];
    else
        return null;
    end if;
    return v_statements;
end
$$;
