-- Return, for each action, the place of the one that does it too, null where it needs its own statement. A
-- child (a partition, or a table that inherits) gets, loses or changes what its parent does.
create or replace function pggit_internal.implied(p_actions pggit_internal.action[])
returns integer[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off  -- as in pggit_internal.orders()
as $$
begin
    return (
        with acts as materialized (
            select a.object, a.kind, a.name, a.change, a.source, a.target, a.ordinality::integer as place
            from unnest(p_actions) with ordinality as a
        ),
        families as (
            select child.object as child, parent.object as parent
            from acts as child
            join acts as parent
                on parent.kind = 'table' and pggit_internal.object_identity(parent.object) = child.name
            where child.kind = 'parent' and child.change = 'keep'
        ),
        found as (
            select c.place, min(p.place) as parent_place
            from families as f
            join acts as c on c.object = f.child and c.change <> 'keep'
            join acts as p on p.object = f.parent and p.kind = c.kind
            where c.kind in ('column', 'default', 'not null', 'constraint')
                and p.change = c.change and p.name = c.name
                and (c.target).facts is not distinct from (p.target).facts
                or c.kind in ('constraint', 'index') and c.change in ('drop', 'again')
                and p.change in ('drop', 'again') and (c.source).facts = (p.source).facts
            group by c.place
        )
        select array_agg(f.parent_place order by a.place)
        from acts as a
        left join found as f on f.place = a.place
    );
end
$$;
