-- Return a node in words: "column public.orders.total".
create or replace function pggit_internal.described(p_node pggit_internal.node)
returns text
language sql
immutable
return case
    when p_node.kind = 'comment' then format('the comment on %s of %s', p_node.name, p_node.object)
    when p_node.name = '' then p_node.object
    when p_node.kind in ('column', 'default')
        then format(
            '%s %s.%s', p_node.kind, pggit_internal.object_identity(p_node.object), quote_ident(p_node.name)
        )
    else format(
        '%s %s on %s', p_node.kind, quote_ident(p_node.name), pggit_internal.object_identity(p_node.object)
    )
end;

-- Return why an action is there that no other causes: "column public.t.a changes its type".
create or replace function pggit_internal.plain_reason(p_action pggit_internal.action)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_changes text;
begin
    if p_action.source is null then
        return pggit_internal.described(p_action.target) || ' is new';
    elsif p_action.change = 'drop' then
        return pggit_internal.described(p_action.source) || ' is gone';
    end if;
    select string_agg(
        case key when 'not_null' then 'NOT NULL' else replace(key, '_', ' ') end, ', ' order by key
    ) into v_changes
    from jsonb_object_keys((p_action.source).facts || (p_action.target).facts) as key
    where (p_action.source).facts -> key is distinct from (p_action.target).facts -> key;
    return format(
        '%s changes%s', pggit_internal.described(p_action.target),
        case when p_action.kind <> 'comment' then ' its ' || v_changes else '' end
    );
end
$$;
