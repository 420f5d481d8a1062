-- What has to be done to each node on the way from one schema to another.
do $$
begin
    if to_regtype('pggit_internal.action') is null then
        create type pggit_internal.action as (
            object text,
            kind text,
            name text,
            -- keep; drop; create; alter, in place; rebuild, in place, but nothing may hang on it meanwhile;
            -- lift: rebuild, but by way of text, as no type may be in the way of another of its name;
            -- remake, of a column that moves; again, which is drop and create.
            change text,
            source pggit_internal.node,
            target pggit_internal.node,
            reason text
        );
    end if;
end
$$;

-- Compare the nodes of two schemas.
create or replace function pggit_internal.actions(
    p_from pggit_internal.node[], p_to pggit_internal.node[]
)
returns setof pggit_internal.action
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select
        coalesce(f.object, t.object), coalesce(f.kind, t.kind), coalesce(f.name, t.name),
        case
            when t.object is null then 'drop'
            when f.object is null then 'create'
            when f.facts = t.facts then 'keep'
            when alteration.statements is null then 'again'
            when f.kind = 'column' and (
                f.facts -> 'type' <> t.facts -> 'type'
                or f.facts -> 'collation' is distinct from t.facts -> 'collation'
            ) then 'rebuild'
            else 'alter'
        end,
        case when f.object is not null then f end::pggit_internal.node,
        case when t.object is not null then t end::pggit_internal.node,
        null::text
    from unnest(p_from) as f
    full join unnest(p_to) as t on t.object = f.object and t.kind = f.kind and t.name = f.name
    cross join lateral (
        select case
            when f.object is not null and t.object is not null and f.facts <> t.facts
                then pggit_internal.alteration(f, t, '{}')
        end
    ) as alteration (statements);
end
$$;
