-- Return a type's name and its modifiers: "numeric(10,2)" gives numeric and {10,2}.
create or replace function pggit_internal.type_and_modifiers(
    p_type text, out name text, out modifiers integer[]
)
language sql
immutable
return row(
    regexp_replace(p_type, '\([0-9, -]+\)', ''),
    string_to_array(substring(p_type from '\(([0-9, -]+)\)'), ',')::integer[]
);

-- Return whether a column gets another type without a rewrite of its rows: text, and limits that grow.
create or replace function pggit_internal.keeps_bytes(p_from text, p_to text)
returns boolean
language sql
immutable
return (
    select f.name in ('character varying', 'text') and t.name in ('character varying', 'text') and (
            t.modifiers is null or t.modifiers[1] >= f.modifiers[1]
        )
        or f.name = t.name and f.name in ('numeric', 'character varying', 'bit varying') and (
            t.modifiers is null
            or t.modifiers[1] >= f.modifiers[1] and t.modifiers[2] is not distinct from f.modifiers[2]
        )
    from pggit_internal.type_and_modifiers(p_from) as f
    cross join pggit_internal.type_and_modifiers(p_to) as t
);

-- Return whether every value of one type can be cast to another.
create or replace function pggit_internal.always_casts(p_from text, p_to text)
returns boolean
language sql
immutable
return pggit_internal.keeps_bytes(p_from, p_to) or p_to in ('text', 'character varying') or coalesce(
    array_position(array['smallint', 'integer', 'bigint', 'numeric'], p_from)
        <= array_position(array['smallint', 'integer', 'bigint', 'numeric'], p_to),
    false
);

-- Return the hazards of a statement, null for none. p_verb: what it does, of pggit_internal.statements_for();
-- p_is_aside: all that the object held is elsewhere; p_is_new: its table is new, and has no rows.
create or replace function pggit_internal.hazards(
    p_action pggit_internal.action, p_verb text, p_is_aside boolean, p_is_new boolean
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_node constant pggit_internal.node := case p_verb
        when 'make' then p_action.target else p_action.source
    end;
    v_facts constant jsonb := v_node.facts;
    v_old constant jsonb := case when p_action.change not in ('create', 'again')
        then (p_action.source).facts
    end;
    v_definition constant text := v_facts ->> 'definition';
    v_is_made constant boolean := p_verb = 'make' and not p_is_new;
    v_is_column constant boolean := v_node.kind = 'column';
    v_is_added constant boolean := v_is_made and v_is_column and p_action.change in ('create', 'again');
    v_is_indexed constant boolean := v_node.kind = 'index' or v_node.kind = 'constraint'
        and (v_facts ? 'keys' or v_definition ~ '^(PRIMARY KEY|UNIQUE)');
    v_is_retyped constant boolean := v_is_column and p_action.change in ('rebuild', 'lift', 'remake')
        and v_old -> 'type' is distinct from v_facts -> 'type' or p_action.change in ('rebuild', 'lift')
        and p_action.reason is not null;
begin
    return nullif(concat_ws(
        ', ',
        case when p_verb = 'drop' and not coalesce(p_is_aside, false) and (
                v_node.kind = 'table' and p_action.change = 'drop' and not v_facts ? 'partition_key'
                or v_is_column and not v_facts ? 'generated'
            )
            or p_verb = 'make' and p_action.change = 'alter'
            and pggit_internal.dropped_attributes(p_action.source, p_action.target) <> '{}'
            then 'loses rows' end,
        case when p_verb in ('fill', 'lift') or v_is_column and p_verb = 'make' and (
                p_action.change in ('lift', 'remake')
                or v_is_retyped and not pggit_internal.keeps_bytes(v_old ->> 'type', v_facts ->> 'type')
            )
            or v_is_added and (v_facts ? 'identity' or v_facts ->> 'generated' = 'stored')
            then 'rewrites table' end,
        case when v_is_made and (
                v_is_indexed or v_node.kind = 'constraint' and v_definition like 'FOREIGN KEY %'
            ) then 'blocks writes' end,
        case when p_verb = 'fill'
            or p_verb = 'make' and v_is_retyped
            and not pggit_internal.always_casts(v_old ->> 'type', v_facts ->> 'type')
            or v_is_made and (
                v_node.kind = 'constraint' and v_definition is distinct from v_definition || ' NOT VALID'
                and coalesce(v_definition, '') !~ ' NOT VALID$'
                or v_node.kind = 'index' and v_facts ? 'unique'
                or v_node.kind = 'parent' and v_facts ? 'bound'
                or v_is_column and v_facts ? 'not_null' and not coalesce(v_old ? 'not_null', false)
                and not v_facts ?| array['identity', 'generated']
                or v_node.kind = 'type' and v_facts ? 'not_null' and not v_old ? 'not_null'
            ) then 'may fail on data' end
    ), '');
end
$$;
