-- Return the statements for one action, with why they are there and what they may cost. p_verb: that of the
-- vertex. p_more: of pggit_internal.surroundings().
create or replace function pggit_internal.statements_for(
    p_action pggit_internal.action, p_verb text, p_more jsonb
)
returns table (statement text, reason text, hazard text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_node constant pggit_internal.node := case p_verb
        when 'make' then p_action.target else p_action.source
    end;
    v_is_part constant boolean := v_node.kind <> pggit_internal.object_type(v_node.object);
    v_statements text[];
begin
    if p_verb = 'aside' then
        v_statements := array[pggit_internal.step_aside(v_node)];
    elsif p_verb = 'fill' then
        v_statements := array_remove(
            array[pggit_internal.taking_along(v_node, p_more -> 'old_columns', p_more -> 'columns')], null
        );
    elsif p_verb = 'lift' then
        v_statements := array[pggit_internal.retyping(v_node, 'text')];
    elsif p_action.change = 'lift' then
        v_statements := array[
            pggit_internal.retyping(v_node, pggit_internal.runnable(v_node.facts ->> 'type'))
        ];
    elsif p_verb = 'drop' and (p_more ->> 'is_aside')::boolean then
        v_statements := case when v_node.facts ->> 'kind' = 'c' and v_node.kind = 'type'
            then pggit_internal.composite_cast_removal(v_node)
        end || pggit_internal.aside_removal(v_node);
    elsif p_verb = 'drop' and v_node.kind in ('column', 'constraint')
        and (p_more ->> 'is_inherited')::boolean then
        -- Whether a child declares what it inherits is not known: it keeps it, and drops it by itself.
        v_statements := array[
            regexp_replace(pggit_internal.removal(v_node), '^alter table ', 'alter table only ')
        ];
    elsif p_verb = 'drop' then
        v_statements := array_remove(array[pggit_internal.removal(v_node)], null);
    elsif p_action.change = 'remake' then
        v_statements := pggit_internal.column_remake(
            p_action.source, v_node, p_more ->> 'way'
        );
    elsif p_action.change in ('alter', 'rebuild') then
        v_statements := pggit_internal.alteration(
            p_action.source, v_node, p_more || jsonb_build_object('way', coalesce(
                p_more ->> 'way',
                case when p_action.change = 'rebuild' and p_action.reason like 'depends on type %'
                    then 'text'
                end
            ))
        );
    elsif v_is_part then
        v_statements := pggit_internal.part_creation(v_node, p_more);
    else
        v_statements := pggit_internal.whole_creation(v_node, p_more);
        if p_more ? 'ways' then
            v_statements := v_statements || pggit_internal.composite_cast_creation(
                p_action.source, v_node, p_more -> 'ways'
            );
        end if;
    end if;
    return query
    select
        s.statement,
        coalesce(p_action.reason, pggit_internal.plain_reason(p_action)),
        pggit_internal.hazards(
            p_action, p_verb, (p_more ->> 'is_aside')::boolean or (p_more ->> 'is_taken_along')::boolean,
            (p_more ->> 'is_new')::boolean
        )
    from unnest(v_statements) as s (statement);
end
$$;
