-- Return the hash of the tree of the live schema: what the next commit's tree_hash will be. Writes nothing:
-- the leaves that changed since the last commit are made again, all others are those of that commit.
create or replace function pggit_internal.live_tree()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        with
        changed as (
            select left(h.key, 2) as prefix
            from pggit_internal.pending as p
            join pggit_internal.history as h on h.id = p.history_id
            union
            select left(before.key, 2)
            from pggit_internal.pending as p
            join pggit_internal.history as h on h.id = p.history_id
            join pggit_internal.history as before
                on before.object_id = h.object_id and before.step = h.step - 1
        ),
        leaves as (
            select w.prefix, w.hash
            from pggit_internal.worktree as w
            where length(w.prefix) = 2 and w.prefix not in (select c.prefix from changed as c)
            union all
            select
                c.prefix,
                pggit_internal.sha256_hex(
                    jsonb_object_agg(o.object_type || ' ' || o.identity, o.definition_hash)::text
                )
            from changed as c
            join pggit_internal.objects as o on o.key >= c.prefix and o.key < c.prefix || 'g' and o.is_live
            group by c.prefix
        ),
        nodes as (
            select
                left(l.prefix, 1) as prefix,
                pggit_internal.sha256_hex(jsonb_object_agg(l.prefix, l.hash)::text) as hash
            from leaves as l
            group by left(l.prefix, 1)
        )
        select pggit_internal.sha256_hex(coalesce(jsonb_object_agg(n.prefix, n.hash), '{}')::text)
        from nodes as n
    );
end
$$;
