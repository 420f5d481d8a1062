-- What a plan must know of the schema beyond what differs.

-- Return the names that a definition mentions, and some that it does not: of what stands in its comments.
-- An index has its results: a change of it needs a REINDEX of definitions_mentions.
create or replace function pggit_internal.mentions(p_definition jsonb)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select pggit_internal.mentioned_names(pggit_internal.joined_texts(p_definition)) $$;

-- So that what mentions a name is found in a large schema. No collation, which may differ on another server.
create index if not exists definitions_mentions on pggit_internal.definitions
using gin ((pggit_internal.mentions(definition) collate "C")) with (fastupdate = off);

-- List the objects of a ref that may mention one of the names. It costs what does, and the tree's leaves.
create or replace function pggit_internal.mentioning_objects(p_ref text, p_names text[])
returns table (object_type text, identity text, hash text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_hashes constant text[] := array(
        select d.hash
        from pggit_internal.definitions as d
        where pggit_internal.mentions(d.definition) collate "C" && p_names
    );
begin
    if p_ref = 'WORKTREE' then
        return query
        select o.object_type, o.identity, o.definition_hash
        from pggit_internal.objects as o
        where o.is_live and (
                o.definition_hash = any (v_hashes)
                or exists (
                    select
                    from pggit_internal.pending as p
                    join pggit_internal.history as h on h.id = p.history_id
                    where h.object_id = o.id
                )
            );
    else
        return query
        select pggit_internal.object_type(e.key), pggit_internal.object_identity(e.key), e.value
        from pggit_internal.tree_nodes as root
        cross join lateral jsonb_each_text(root.entries) as b
        join pggit_internal.tree_nodes as branch on branch.hash = b.value
        cross join lateral jsonb_each_text(branch.entries) as l
        join pggit_internal.tree_nodes as leaf on leaf.hash = l.value
        cross join lateral jsonb_each_text(leaf.entries) as e
        where root.hash = pggit_internal.tree_of(p_ref) and e.value = any (v_hashes);
    end if;
end
$$;

-- List the objects of a ref that are not among the nodes, and that a plan must know: what mentions that which
-- is dropped and made again, and the tables of which some of the nodes are partitions.
create or replace function pggit_internal.hanging_objects(
    p_ref text, p_from pggit_internal.node[], p_to pggit_internal.node[]
)
returns table (object_type text, identity text, hash text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names text[] := array(
        select distinct pggit_internal.mentionable(pggit_internal.object_identity(a.object))
        from unnest(pggit_internal.settled(array(
            select a from pggit_internal.actions(p_from, p_to) as a
        ))) as a
        where a.change in ('again', 'rebuild', 'lift', 'remake')
            or a.change = 'drop' and (a.name = '' or a.kind in ('constraint', 'index'))
            or a.change = 'alter' and a.kind = 'type' and (a.source).facts ->> 'kind' = 'c'
    );
begin
    return query
    select 'table', w.identity, w.hash
    from (
        select distinct p.name
        from unnest(p_from || p_to) as p
        where p.kind = 'parent' and p.facts ? 'bound' and not exists (
                select from unnest(p_from || p_to) as n where n.object = 'table ' || p.name
            )
    ) as whole (identity)
    cross join lateral (
        select whole.identity, pggit_internal.hash_at(p_ref, 'table', whole.identity)
    ) as w (identity, hash)
    where w.hash is not null;
    if found or v_names = '{}' then
        return;
    end if;
    return query
    select o.object_type, o.identity, o.hash
    from pggit_internal.mentioning_objects(p_ref, v_names) as o
    where (o.object_type || ' ' || o.identity) <> all (array(select n.object from unnest(p_from) as n))
        and exists (
            select
            from pggit_internal.nodes_of(o.object_type, o.identity, o.hash) as n
            where n.names && v_names
        );
end
$$;
