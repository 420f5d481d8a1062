-- The live schema against a branch's head: added, modified, dropped; and unsupported, for what pggit does
-- not track. Without a branch: the one checked out.
create or replace function pggit.status(p_branch text default null)
returns table (object_type text, identity text, change text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch text := p_branch;
    v_head text;
begin
    if v_branch is null then
        select r.checked_out_branch into v_branch from pggit_internal.repository as r;
        if not found then
            perform pggit_internal.raise_corrupt('pggit_internal.repository has no row');
        end if;
    end if;
    perform pggit_internal.check_branch_name(v_branch);
    v_head := (pggit_internal.live_branch(v_branch)).head_commit_hash;
    perform pggit_internal.require_commit(v_head, v_branch);
    return query
    select changed.object_type, changed.identity, changed.change
    from (
        select
            coalesce(o.object_type, h.object_type) as object_type,
            coalesce(o.identity, h.identity) as identity,
            case when h.identity is null then 'added' when o.identity is null then 'dropped' else 'modified' end
                as change
        from (select live.* from pggit_internal.objects as live where live.is_live) as o
        full join pggit_internal.commit_objects(v_head) as h
            on h.object_type = o.object_type and h.identity = o.identity
        where o.definition_hash is distinct from h.definition_hash
        union all
        select u.object_type, u.identity, 'unsupported' from pggit_internal.unsupported_objects() as u
    ) as changed
    order by changed.change, changed.object_type, changed.identity;
end
$$;

-- What a commit holds; nothing for null. An entry of a leaf is "type identity", and types are of one or
-- two words (materialized view), identities never begin with one of them and a blank.
create or replace function pggit_internal.commit_objects(p_commit text)
returns table (object_type text, identity text, definition_hash text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select parts[1], parts[2], leaf_entry.value
    from pggit.commits as c
    join pggit_internal.tree_nodes as root on root.hash = c.tree_hash
    cross join lateral jsonb_each_text(root.entries) as root_entry
    join pggit_internal.tree_nodes as node on node.hash = root_entry.value
    cross join lateral jsonb_each_text(node.entries) as node_entry
    join pggit_internal.tree_nodes as leaf on leaf.hash = node_entry.value
    cross join lateral jsonb_each_text(leaf.entries) as leaf_entry
    cross join lateral regexp_match(leaf_entry.key, '^(materialized view|[a-z]+) (.*)$') as parts
    where c.hash = p_commit
$$;
