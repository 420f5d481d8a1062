-- fsck of the tree of the live schema: it is what the objects were before the steps that are pending, and
-- the steps that are pending are the last of their objects.
create or replace function pggit_internal.check_pending()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with
    waiting as (
        select h.object_id, count(*) as steps, min(h.step) as first_step
        from pggit_internal.pending as p
        join pggit_internal.history as h on h.id = p.history_id
        group by h.object_id
    ),
    expected as (
        select
            left(h.key, 2) as prefix,
            -- A damaged name may be null, which is no key; the leaf differs all the same.
            jsonb_object_agg(coalesce(o.object_type || ' ' || h.identity, ''), h.definition_hash) as entries
        from pggit_internal.objects as o
        left join waiting as w on w.object_id = o.id
        join pggit_internal.history as h
            on h.object_id = o.id and h.step = o.steps - coalesce(w.steps, 0)
        where h.change_type <> 'DROP'
        group by left(h.key, 2)
    ),
    inner_nodes as (
        select left(w.prefix, length(w.prefix) - 1) as prefix, jsonb_object_agg(w.prefix, w.hash) as entries
        from pggit_internal.worktree as w
        where w.prefix <> ''
        group by left(w.prefix, length(w.prefix) - 1)
        union all
        select '', '{}'
        where exists (select from pggit.commits)
            and not exists (select from pggit_internal.pending)
            and not exists (select from pggit_internal.worktree as w where w.prefix <> '')
    ),
    stored as (
        select w.prefix, n.entries
        from pggit_internal.worktree as w
        left join pggit_internal.tree_nodes as n on n.hash = w.hash
    )
    select 'error', 'pending_step', p.history_id::text, 'a change that history does not have is pending'
    from pggit_internal.pending as p
    where not exists (select from pggit_internal.history as h where h.id = p.history_id)
    union all
    select 'error', 'pending_step', p.history_id::text, 'the change is pending twice'
    from pggit_internal.pending as p
    group by p.history_id
    having count(*) > 1
    union all
    select 'error', 'pending_step', o.identity, 'the changes that are pending are not its last'
    from waiting as w
    join pggit_internal.objects as o on o.id = w.object_id
    where w.first_step <> o.steps - w.steps + 1
    union all
    select 'error', 'live_tree', coalesce(s.prefix, x.prefix),
        'the leaf is not what the objects were before the changes that are pending'
    from expected as x
    full join (select * from stored where length(prefix) = 2) as s on s.prefix = x.prefix
    where s.entries is distinct from x.entries
    union all
    select 'error', 'live_tree', coalesce(nullif(w.prefix, ''), 'root'), 'the node is there twice'
    from pggit_internal.worktree as w
    group by w.prefix
    having count(*) > 1
    union all
    select 'error', 'live_tree', coalesce(nullif(coalesce(s.prefix, i.prefix), ''), 'root'),
        'the node differs from those below it'
    from inner_nodes as i
    full join (select * from stored where length(prefix) < 2) as s on s.prefix = i.prefix
    where s.entries is distinct from i.entries
$$;
