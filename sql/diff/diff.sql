-- List the objects that differ between two refs, each once: one that has another name is "renamed", from
-- from_identity. Null for p_from: the empty schema.
create or replace function pggit_internal.diff(p_from text, p_to text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text, from_identity text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with
    changed as materialized (
        select c.* from pggit_internal.changed_objects(p_from, p_to) as c
    ),
    renamed as materialized (
        select r.object_type, r.from_identity, r.to_identity
        from pggit_internal.renamed_among(
            p_from, p_to, (select jsonb_agg(to_jsonb(c)) from changed as c)
        ) as r
        where r.from_identity <> r.to_identity
    ),
    -- What has another name leaves its old one, which another object may have now.
    kept as (
        select
            c.object_type, c.identity,
            case when left_name.object_type is null then c.from_hash end as from_hash,
            case when took_name.object_type is null then c.to_hash end as to_hash
        from changed as c
        left join renamed as left_name
            on left_name.object_type = c.object_type and left_name.from_identity = c.identity
        left join renamed as took_name
            on took_name.object_type = c.object_type and took_name.to_identity = c.identity
    )
    select d.*
    from (
        select
            k.object_type, k.identity,
            case when k.from_hash is null then 'added' when k.to_hash is null then 'dropped' else 'modified'
            end,
            k.from_hash, k.to_hash, null::text
        from kept as k
        where k.from_hash is not null or k.to_hash is not null
        union all
        select r.object_type, r.to_identity, 'renamed', f.from_hash, t.to_hash, r.from_identity
        from renamed as r
        join changed as f on f.object_type = r.object_type and f.identity = r.from_identity
        join changed as t on t.object_type = r.object_type and t.identity = r.to_identity
    ) as d (object_type, identity, change, from_hash, to_hash, from_identity)
    order by d.identity collate "C", d.object_type collate "C", d.change;
end
$$;

-- List the objects that differ between two refs: a branch, a tag, a commit's ID or WORKTREE, null for the
-- branch main. change is added, modified, dropped or renamed; the hashes are those of definitions.
create or replace function pggit.diff(p_from text, p_to text)
returns table (object_type text, identity text, change text, from_hash text, to_hash text, from_identity text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off  -- compiling takes longer than the queries
as $$
begin
    return query select d.* from pggit_internal.diff(coalesce(p_from, 'main'), coalesce(p_to, 'main')) as d;
end
$$;
