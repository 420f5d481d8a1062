-- Return the statement that drops an object or a part of one.
create or replace function pggit_internal.removal(p_node pggit_internal.node)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_identity constant text := pggit_internal.sql_name(p_node.object);
    v_name constant text := pggit_internal.quoted(p_node.name);
    v_type constant text := pggit_internal.object_type(p_node.object);
    v_what constant text := case v_type when 'type' then 'domain' else v_type end;
begin
    return case
        when p_node.kind = 'column' then format('alter table %s drop column %s', v_identity, v_name)
        when p_node.kind = 'comment' then pggit_internal.comment_on(p_node, null)
        when p_node.kind = 'default'
            then format('alter %s %s alter column %s drop default', v_what, v_identity, v_name)
        when p_node.kind = 'not null'
            then format('alter table %s alter column %s drop not null', v_identity, v_name)
        when p_node.kind = 'constraint'
            then format('alter %s %s drop constraint %s', v_what, v_identity, v_name)
        when p_node.kind = 'index' then format(
            'drop index %s.%s', pggit_internal.schema_of(v_identity), v_name
        )
        when p_node.kind = 'trigger state' then null
        when p_node.kind in ('trigger', 'rule', 'policy')
            then format('drop %s %s on %s', p_node.kind, v_name, v_identity)
        when p_node.kind = 'parent' and p_node.facts ? 'bound'
            then format(
                'alter table %s detach partition %s', pggit_internal.runnable(p_node.name), v_identity
            )
        when p_node.kind = 'parent'
            then format('alter table %s no inherit %s', v_identity, pggit_internal.runnable(p_node.name))
        when p_node.kind = 'of' then format('alter table %s not of', v_identity)
        when p_node.kind = 'owned by' then format('alter sequence %s owned by none', v_identity)
        when p_node.kind in ('function', 'procedure', 'aggregate') then 'drop routine ' || v_identity
        when p_node.kind = 'type' and p_node.facts ->> 'kind' = 'd' then 'drop domain ' || v_identity
        else format('drop %s %s', p_node.kind, v_identity)
    end;
end
$$;
