-- The schema that a ref names.

-- List the objects that differ between two refs, WORKTREE among them, with their definitions' hashes; null
-- for an object that is not there. Null for p_from: the empty schema. It costs what differs: subtrees with
-- equal hashes are not looked into.
create or replace function pggit_internal.changed_objects(p_from text, p_to text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from constant text := pggit_internal.tree_of(p_from);
    v_to constant text := pggit_internal.tree_of(p_to);
begin
    if p_from is distinct from 'WORKTREE' and p_to is distinct from 'WORKTREE' then
        return query select d.* from pggit_internal.diff_trees(v_from, v_to) as d;
        return;
    end if;
    return query
    with
    touched as (
        select distinct o.object_type, named.identity
        from pggit_internal.pending as p
        join pggit_internal.history as h on h.id = p.history_id
        join pggit_internal.objects as o on o.id = h.object_id
        cross join lateral (
            select h.identity
            union
            select before.identity from pggit_internal.history as before
            where before.object_id = h.object_id and before.step = h.step - 1
        ) as named
    ),
    known as (
        select d.object_type, d.identity from pggit_internal.diff_trees(v_from, v_to) as d
        union
        select t.object_type, t.identity from touched as t
    ),
    hashes as (
        select
            k.object_type, k.identity,
            case p_from
                when 'WORKTREE' then live.hash
                else pggit_internal.leaf_hash(v_from, k.object_type, k.identity)
            end as from_hash,
            case p_to
                when 'WORKTREE' then live.hash
                else pggit_internal.leaf_hash(v_to, k.object_type, k.identity)
            end as to_hash
        from known as k
        left join lateral (
            select o.definition_hash as hash
            from pggit_internal.objects as o
            where o.key = pggit_internal.identity_key(k.identity) and o.object_type = k.object_type
                and o.is_live
        ) as live on true
    )
    select
        h.object_type, h.identity,
        case when h.from_hash is null then 'added' when h.to_hash is null then 'dropped' else 'modified' end,
        h.from_hash, h.to_hash
    from hashes as h
    where h.from_hash is distinct from h.to_hash
    order by h.identity collate "C", h.object_type collate "C";
end
$$;

-- Return the tree of a ref; null for null. For WORKTREE it is the one that the last commit saw.
create or replace function pggit_internal.tree_of(p_ref text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when p_ref is null then null
        when p_ref = 'WORKTREE' then (select w.hash from pggit_internal.worktree as w where w.prefix = '')
        else (select c.tree_hash from pggit.commits as c where c.hash = pggit_internal.resolve_commit(p_ref))
    end;
end
$$;

-- Return the hash of an object's definition in a tree; null where it is not there.
create or replace function pggit_internal.leaf_hash(p_tree text, p_object_type text, p_identity text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_key constant text := pggit_internal.identity_key(p_identity);
begin
    return (
        select leaf.entries ->> (p_object_type || ' ' || p_identity)
        from pggit_internal.tree_nodes as root
        join pggit_internal.tree_nodes as branch on branch.hash = root.entries ->> left(v_key, 1)
        join pggit_internal.tree_nodes as leaf on leaf.hash = branch.entries ->> left(v_key, 2)
        where root.hash = p_tree
    );
end
$$;

-- Return the hash of an object's definition at a ref; null where it is not there.
create or replace function pggit_internal.hash_at(p_ref text, p_object_type text, p_identity text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_ref = 'WORKTREE' then
        return (
            select o.definition_hash
            from pggit_internal.objects as o
            where o.key = pggit_internal.identity_key(p_identity) and o.object_type = p_object_type
                and o.is_live and o.identity = p_identity
        );
    end if;
    return pggit_internal.leaf_hash(pggit_internal.tree_of(p_ref), p_object_type, p_identity);
end
$$;

-- Return a definition by its hash, whether a commit holds it or only the live schema.
create or replace function pggit_internal.definition_of(p_object_type text, p_identity text, p_hash text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(
        (select d.definition from pggit_internal.definitions as d where d.hash = p_hash),
        (
            select o.definition
            from pggit_internal.objects as o
            where o.key = pggit_internal.identity_key(p_identity) and o.object_type = p_object_type
                and o.is_live and o.definition_hash = p_hash
        )
    );
end
$$;
