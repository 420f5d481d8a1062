-- Brings the stored tree up to the live schema and returns its hash. Works on the leaves that changed
-- since the last commit and on nothing else. The caller holds the repository lock.
--
-- The settings make every join an index look-up for each leaf. Statistics of tables that grow and empty in
-- bursts are wrong most of the time, and a plan that reads all objects would be chosen now and then; and the
-- statements would be planned again in every call, which took a quarter of a commit after 30,000 of them. JIT
-- would be tempted by the cost that is written on the plans that were forbidden.
create or replace function pggit_internal.write_tree()
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_leaves text[];
begin
    -- One statement, one snapshot: a DDL transaction that commits meanwhile is in all of its leaves or,
    -- with its rows still in pending, in none.
    with
    taken as (
        delete from pggit_internal.pending returning history_id
    ),
    changed as (
        select h.object_id, h.key, before.key as key_before
        from taken
        join pggit_internal.history as h on h.id = taken.history_id
        left join pggit_internal.history as before
            on before.object_id = h.object_id and before.step = h.step - 1
    ),
    stored as (
        insert into pggit_internal.definitions (hash, definition)
        select distinct on (o.definition_hash) o.definition_hash, o.definition
        from changed
        join pggit_internal.objects as o on o.id = changed.object_id and o.is_live
        on conflict do nothing
    ),
    leaves as (
        select
            p.prefix,
            jsonb_object_agg(o.object_type || ' ' || o.identity, o.definition_hash)
                filter (where o.id is not null) as entries
        from (
            select left(changed.key, 2) as prefix from changed
            union
            select left(changed.key_before, 2) from changed where changed.key_before is not null
        ) as p
        left join pggit_internal.objects as o
            on o.key >= p.prefix and o.key < p.prefix || 'g' and o.is_live
        group by p.prefix
    ),
    written as (
        insert into pggit_internal.tree_nodes (hash, entries)
        select distinct on (pggit_internal.sha256_hex(entries::text))
            pggit_internal.sha256_hex(entries::text), entries
        from leaves
        where entries is not null
        on conflict do nothing
    ),
    placed as (
        insert into pggit_internal.worktree (prefix, hash)
        select prefix, pggit_internal.sha256_hex(entries::text) from leaves where entries is not null
        on conflict (prefix) do update set hash = excluded.hash
    ),
    emptied as (
        delete from pggit_internal.worktree as w
        using leaves
        where w.prefix = leaves.prefix and leaves.entries is null
    )
    select array_agg(prefix) into v_leaves from leaves;

    for v_level in reverse 1..0 loop
        with
        nodes as (
            select
                p.prefix,
                coalesce(
                    jsonb_object_agg(w.prefix, w.hash) filter (where w.prefix is not null), '{}'
                ) as entries
            from (
                select left(leaf, v_level) from unnest(v_leaves) as leaf
                union
                select '' where v_level = 0
            ) as p (prefix)
            left join pggit_internal.worktree as w
                on w.prefix > p.prefix and w.prefix < p.prefix || 'g' and length(w.prefix) = v_level + 1
            group by p.prefix
        ),
        written as (
            insert into pggit_internal.tree_nodes (hash, entries)
            select distinct on (pggit_internal.sha256_hex(entries::text))
                pggit_internal.sha256_hex(entries::text), entries
            from nodes
            where entries <> '{}' or prefix = ''
            on conflict do nothing
        ),
        emptied as (
            delete from pggit_internal.worktree as w
            using nodes
            where w.prefix = nodes.prefix and nodes.entries = '{}' and nodes.prefix <> ''
        )
        insert into pggit_internal.worktree (prefix, hash)
        select prefix, pggit_internal.sha256_hex(entries::text)
        from nodes
        where entries <> '{}' or prefix = ''
        on conflict (prefix) do update set hash = excluded.hash;
    end loop;

    return (select hash from pggit_internal.worktree where prefix = '');
end
$$;
