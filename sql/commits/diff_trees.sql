-- What differs between two trees (null: the empty tree), in the words of their leaves. Subtrees with equal
-- hashes are equal and are not looked into: it costs what differs.
create or replace function pggit_internal.diff_trees(p_from text, p_to text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text)
language sql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
    with recursive steps as (
        select '' as key, p_from as from_hash, p_to as to_hash, 0 as level
        where p_from is distinct from p_to
        union all
        select e.key, e.from_hash, e.to_hash, steps.level + 1
        from steps
        cross join lateral (
            select coalesce(f.key, t.key) as key, f.value as from_hash, t.value as to_hash
            from (
                select entry.*
                from pggit_internal.tree_nodes as n
                cross join lateral jsonb_each_text(n.entries) as entry
                where n.hash = steps.from_hash
            ) as f
            full join (
                select entry.*
                from pggit_internal.tree_nodes as n
                cross join lateral jsonb_each_text(n.entries) as entry
                where n.hash = steps.to_hash
            ) as t on t.key = f.key
            where f.value is distinct from t.value
        ) as e
        where steps.level < 3
    )
    select
        object.parts[1],
        object.parts[2],
        case when s.from_hash is null then 'added' when s.to_hash is null then 'dropped' else 'modified' end,
        s.from_hash,
        s.to_hash
    from steps as s
    -- "table public.orders": of all kinds that are tracked, only one has a blank in its name.
    cross join lateral regexp_match(s.key, '^(materialized view|\w+) (.*)$') as object (parts)
    where s.level = 3
    order by object.parts[2] collate "C", object.parts[1] collate "C"
$$;
