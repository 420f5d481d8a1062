-- The live branches, main first, then by name. commit_count counts the commits made on the branch
-- itself, not those that it shares with its parent.
create or replace function pggit.list_branches()
returns table (
    branch_name text, status text, head_commit_hash text, parent_branch text, commit_count bigint,
    created_at timestamptz, created_by name
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        b.name, b.status, b.head_commit_hash, p.name,
        (select count(*) from pggit.commits as c where c.branch_id = b.id),
        b.created_at, b.created_by
    from pggit.branches as b
    left join pggit.branches as p on p.id = b.parent_branch_id
    where b.status <> 'DELETED'
    order by b.name <> 'main', b.name
$$;
