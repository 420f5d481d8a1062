-- A branch's commits from its head backwards along first parents, newest first.
create or replace function pggit.log(p_branch text default 'main', p_limit integer default 50)
returns table (
    hash text, parent_commit_hash text, merge_parent_hash text, branch_name text, message text,
    author name, committed_at timestamptz
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- An index look-up for each commit, whatever the statistics of a table that only grows say.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
declare
    v_branch pggit.branches;
begin
    perform pggit_internal.check_branch_name(p_branch);
    if p_limit is null or p_limit < 0 then
        raise exception 'invalid limit %', coalesce(p_limit::text, 'null')
            using errcode = '22023', hint = 'The limit is a number of rows, 0 or more.';
    end if;
    v_branch := pggit_internal.live_branch(p_branch);
    return query
    with recursive line as (
        select 1 as position, c.* from pggit.commits as c where c.hash = v_branch.head_commit_hash
        union all
        select line.position + 1, c.*
        from line
        join pggit.commits as c on c.hash = line.parent_commit_hash
    )
    select
        l.hash, l.parent_commit_hash, l.merge_parent_hash, b.name, l.message, l.author, l.committed_at
    from (select line.* from line limit p_limit) as l
    join pggit.branches as b on b.id = l.branch_id
    order by l.position;  -- not by time: the clock may have jumped
    if not found then
        perform pggit_internal.require_commit(v_branch.head_commit_hash, p_branch);
    end if;
end
$$;
