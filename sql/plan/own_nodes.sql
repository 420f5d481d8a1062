-- Return a schema's nodes in which a partition has no trigger of its parent's, but whether it fires: a node
-- of kind "trigger state", whose facts are when it is enabled in the partition, and when in the whole.
create or replace function pggit_internal.own_nodes(p_nodes pggit_internal.node[])
returns pggit_internal.node[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select case
            when whole.enabled is null then n::pggit_internal.node
            else pggit_internal.node(n.object, 'trigger state', n.name, null, jsonb_build_object(
                'enabled', coalesce(n.facts ->> 'enabled', 'origin'), 'whole', whole.enabled
            ))
        end
        from unnest(p_nodes) as n
        left join lateral (
            select coalesce(t.facts ->> 'enabled', 'origin')
            from unnest(p_nodes) as p
            join unnest(p_nodes) as t
                on t.object = 'table ' || p.name and t.kind = 'trigger' and t.name = n.name
            where n.kind = 'trigger' and p.object = n.object and p.kind = 'parent' and p.facts ? 'bound'
                and t.facts ->> 'definition' ~ ' FOR EACH ROW '
        ) as whole (enabled) on true
    );
end
$$;
