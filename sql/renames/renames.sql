-- Which objects of one schema are objects of the other under another name, as history saw it. An object
-- keeps its id through a rename, so the two are one where history has the id under both names with these
-- definitions.

-- List the objects that differ between two refs and are the same object: the name in each, and which columns,
-- attributes or labels have another name ({"old": "new"}).
create or replace function pggit_internal.renamed_objects(p_from text, p_to text)
returns table (object_type text, from_identity text, to_identity text, parts jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select r.*
    from pggit_internal.renamed_among(p_from, p_to, (
        select jsonb_agg(to_jsonb(c)) from pggit_internal.changed_objects(p_from, p_to) as c
    )) as r;
end
$$;

-- List what pggit_internal.renamed_objects() does, given the rows of pggit_internal.changed_objects().
create or replace function pggit_internal.renamed_among(p_from text, p_to text, p_changed jsonb)
returns table (object_type text, from_identity text, to_identity text, parts jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from constant timestamptz := pggit_internal.seen_at(p_from);
    v_to constant timestamptz := pggit_internal.seen_at(p_to);
begin
    return query
    with changed as materialized (
        select c.object_type, c.identity, c.from_hash, c.to_hash
        from jsonb_to_recordset(p_changed)
            as c (object_type text, identity text, from_hash text, to_hash text)
    ),
    -- The last step before each ref at which an object was what the ref has.
    steps as materialized (
        select distinct on (c.object_type, c.identity, c.is_target)
            c.object_type, c.identity, c.is_target, h.object_id, h.step
        from (
            select f.object_type, f.identity, f.from_hash as hash, false as is_target, v_from as seen_at
            from changed as f
            union all
            select t.object_type, t.identity, t.to_hash, true, v_to from changed as t
        ) as c
        join pggit_internal.history as h
            on h.key = pggit_internal.identity_key(c.identity) and h.identity = c.identity
            and h.definition_hash = c.hash and h.change_type <> 'DROP'
        join pggit_internal.objects as o on o.id = h.object_id and o.object_type = c.object_type
        order by
            c.object_type, c.identity, c.is_target,
            h.changed_at <= c.seen_at desc, h.changed_at desc, h.step desc
    ),
    -- Each has one partner: the one of the same name, else the nearest in history, seen from either side.
    near as (
        select
            f.object_type, f.identity as from_identity, t.identity as to_identity, f.object_id,
            f.step as from_step, t.step as to_step,
            row_number() over (
                partition by f.object_type, f.identity
                order by t.identity <> f.identity, abs(t.step - f.step), f.object_id, t.step
            ) as from_rank,
            row_number() over (
                partition by t.object_type, t.identity
                order by t.identity <> f.identity, abs(t.step - f.step), f.object_id, f.step
            ) as to_rank
        from steps as f
        join steps as t on t.object_id = f.object_id and t.is_target
        where not f.is_target
    ),
    same as (
        select n.object_type, n.from_identity, n.to_identity, n.object_id, n.from_step, n.to_step
        from near as n
        where n.from_rank = 1 and n.to_rank = 1
    ),
    -- A type or table that a plan made again is another object. It may have been both before.
    remade as (
        select distinct on (c.object_type, c.identity)
            c.object_type, c.identity as from_identity, c.identity as to_identity, f.object_id,
            f.step as from_step, t.step as to_step
        from changed as c
        join pggit_internal.history as f
            on f.key = pggit_internal.identity_key(c.identity) and f.identity = c.identity
            and f.definition_hash = c.from_hash and f.change_type <> 'DROP'
        join pggit_internal.history as t
            on t.object_id = f.object_id and t.identity = c.identity
            and t.definition_hash = c.to_hash and t.change_type <> 'DROP'
        join pggit_internal.objects as o on o.id = f.object_id and o.object_type = c.object_type
        where not exists (
            select from same as s
            where s.object_type = c.object_type and c.identity in (s.from_identity, s.to_identity)
        )
        order by c.object_type, c.identity, abs(t.step - f.step), f.object_id, f.step, t.step
    )
    select
        s.object_type, s.from_identity, s.to_identity,
        pggit_internal.renamed_parts(s.object_id, s.from_step, s.to_step)
    from (select * from same union all select * from remade) as s;
end
$$;

-- Return when the schema of a ref was live; null for null, the empty schema.
create or replace function pggit_internal.seen_at(p_ref text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when p_ref is null then null
        when p_ref = 'WORKTREE' then 'infinity'
        else (
            select c.committed_at from pggit.commits as c where c.hash = pggit_internal.resolve_commit(p_ref)
        )
    end;
end
$$;
