-- fsck of stored content: every hash recomputed, every link from commit to tree to definition followed.
create or replace function pggit_internal.check_trees()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- Level by level, DISTINCT: in a recursive query the planner would expect millions of nodes, and clear
    -- the memory for all of them before it finds the first.
    with
    roots as (
        select distinct r.hash
        from (
            select c.tree_hash from pggit.commits as c
            union all
            select w.hash from pggit_internal.worktree as w where w.prefix = ''
        ) as r (hash)
    ),
    branchings as (
        select distinct b.hash
        from (
            select e.value
            from roots
            join pggit_internal.tree_nodes as n on n.hash = roots.hash
            cross join lateral jsonb_each_text(n.entries) as e
            union all
            select w.hash from pggit_internal.worktree as w where length(w.prefix) = 1
        ) as b (hash)
    ),
    leaves as (
        select distinct l.hash
        from (
            select e.value
            from branchings
            join pggit_internal.tree_nodes as n on n.hash = branchings.hash
            cross join lateral jsonb_each_text(n.entries) as e
            union all
            select w.hash from pggit_internal.worktree as w where length(w.prefix) = 2
        ) as l (hash)
    ),
    nodes as (
        select roots.hash from roots
        union all
        select branchings.hash from branchings
        union all
        select leaves.hash from leaves
    )
    select 'error', 'tree_hash', n.hash, 'the node does not match its hash'
    from pggit_internal.tree_nodes as n
    where n.hash is distinct from pggit_internal.sha256_hex(n.entries::text)
    union all
    -- As a damaged index lets in, here and below.
    select 'error', 'tree_hash', n.hash, 'the node is there twice'
    from pggit_internal.tree_nodes as n
    group by n.hash
    having count(*) > 1
    union all
    select 'error', 'missing_tree', nodes.hash, 'a commit, node or the live tree refers to it'
    from nodes
    where not exists (select from pggit_internal.tree_nodes as n where n.hash = nodes.hash)
    union all
    select 'error', 'unused_tree', n.hash, 'no commit and no live tree refers to it'
    from pggit_internal.tree_nodes as n
    where not exists (select from nodes where nodes.hash = n.hash)
    union all
    select 'error', 'definition_hash', d.hash, 'the definition does not match its hash'
    from pggit_internal.definitions as d
    where d.hash is distinct from pggit_internal.sha256_hex(d.definition::text)
    union all
    select 'error', 'definition_hash', d.hash, 'the definition is there twice'
    from pggit_internal.definitions as d
    group by d.hash
    having count(*) > 1
    union all
    select 'error', 'missing_definition', e.key, format('tree node %s refers to definition %s', n.hash, e.value)
    from leaves
    join pggit_internal.tree_nodes as n on n.hash = leaves.hash
    cross join lateral jsonb_each_text(n.entries) as e
    where not exists (select from pggit_internal.definitions as d where d.hash = e.value)
    union all
    select 'error', 'unused_definition', d.hash, 'no tree refers to it'
    from pggit_internal.definitions as d
    where d.hash not in (
        select e.value
        from leaves
        join pggit_internal.tree_nodes as n on n.hash = leaves.hash
        cross join lateral jsonb_each_text(n.entries) as e
    )
$$;
