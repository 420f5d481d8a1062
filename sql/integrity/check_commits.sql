-- fsck of commits, branches and tags: links, hashes, reachability, IDs.
create or replace function pggit_internal.check_commits()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- OFFSET 0, for a look-up in the index for each step: without statistics, as after pg_restore, the planner
    -- would join all commits in each, and the time would grow with the square of their number.
    with recursive
    reachable as (
        -- Deleted branches keep their head: what they held was given up, not lost.
        select distinct named.hash
        from (
            select b.head_commit_hash from pggit.branches as b where b.head_commit_hash is not null
            union all
            select t.commit_hash from pggit.tags as t
        ) as named (hash)
        union
        select parent.hash
        from reachable
        cross join lateral (
            select c.parent_commit_hash, c.merge_parent_hash from pggit.commits as c
            where c.hash = reachable.hash
            offset 0
        ) as c
        cross join lateral (values (c.parent_commit_hash), (c.merge_parent_hash)) as parent (hash)
        where parent.hash is not null
    ),
    rooted as (
        select c.hash from pggit.commits as c where c.parent_commit_hash is null
        union
        select c.hash
        from rooted
        cross join lateral (
            select child.hash from pggit.commits as child
            where child.parent_commit_hash = rooted.hash
            offset 0
        ) as c
    ),
    named as (
        select b.name, 'a branch' as kind from pggit.branches as b where b.status <> 'DELETED'
        union all
        select t.name, 'a tag' from pggit.tags as t
    )
    select 'warning', 'ambiguous_ref', ref.name,
        'it names ' || string_agg(distinct ref.kind, ' and ' order by ref.kind)
    from (
        select named.name, named.kind from named
        union all
        select named.name, 'a commit' from named join pggit.commits as c on c.hash = named.name
        union all
        select named.name, 'the live schema' from named where named.name = 'WORKTREE'
    ) as ref
    group by ref.name
    having count(distinct ref.kind) > 1
    union all
    select 'error', 'commit_hash', c.hash, 'content_hash does not match what the commit holds'
    from pggit.commits as c
    where c.content_hash is distinct from pggit_internal.content_hash(c)
    union all
    select 'error', 'missing_parent', c.hash, format('parent %s does not exist', parent.hash)
    from pggit.commits as c
    cross join lateral (values (c.parent_commit_hash), (c.merge_parent_hash)) as parent (hash)
    where parent.hash is not null
        and not exists (select from pggit.commits as p where p.hash = parent.hash)
    union all
    select 'error', 'cyclic_parent', c.hash, 'following parents from here never ends at a first commit'
    from pggit.commits as c
    where not exists (select from rooted where rooted.hash = c.hash)
    union all
    select 'error', 'unreachable_commit', c.hash, 'no branch or tag reaches this commit'
    from pggit.commits as c
    where not exists (select from reachable where reachable.hash = c.hash)
    union all
    select 'error', 'forked_branch', min(b.name),
        format('%s commits follow %s on one branch', count(*), coalesce(c.parent_commit_hash, 'nothing'))
    from pggit.commits as c
    left join pggit.branches as b on b.id = c.branch_id
    group by c.branch_id, c.parent_commit_hash
    having count(*) > 1
    union all
    select 'error', 'trinity_id', c.hash,
        case when count(*) > 1 then 'the ID is used twice' else 'the ID is malformed' end
    from pggit.commits as c
    group by c.hash
    having count(*) > 1 or pggit_internal.is_trinity_id(c.hash) is not true
    union all
    select 'error', 'missing_head', b.name, format('head %s does not exist', b.head_commit_hash)
    from pggit.branches as b
    where b.head_commit_hash is not null
        and not exists (select from pggit.commits as c where c.hash = b.head_commit_hash)
    union all
    select 'error', 'missing_tagged_commit', t.name, format('commit %s does not exist', t.commit_hash)
    from pggit.tags as t
    where not exists (select from pggit.commits as c where c.hash = t.commit_hash)
    union all
    select 'error', 'missing_branch', c.hash, format('branch id %s does not exist', c.branch_id)
    from pggit.commits as c
    where not exists (select from pggit.branches as b where b.id = c.branch_id)
    union all
    select 'error', 'branch_name', min(b.name), 'two live branches have this name'
    from pggit.branches as b
    where b.status <> 'DELETED'
    group by b.name
    having count(*) > 1
    union all
    select 'error', 'missing_main', 'main', 'there is no branch main'
    where not exists (select from pggit.branches as b where b.name = 'main' and b.status <> 'DELETED')
$$;
