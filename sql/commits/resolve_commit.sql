-- The commit that a user means: by its ID, by a tag, or the head of a branch, in this order.
create or replace function pggit_internal.resolve_commit(p_ref text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_commit text;
begin
    if p_ref is null then
        raise exception 'no commit is named'
            using errcode = '22023', hint = 'Name a commit by its ID, a tag or a branch.';
    end if;
    select r.commit_hash into v_commit
    from (
        select 1 as position, c.hash as commit_hash from pggit.commits as c where c.hash = p_ref
        union all
        select 2, t.commit_hash from pggit.tags as t where t.name = p_ref
        union all
        select 3, b.head_commit_hash from pggit.branches as b where b.name = p_ref and b.status <> 'DELETED'
    ) as r
    order by r.position
    limit 1;
    if not found then
        raise exception 'there is no commit, tag or branch %', quote_literal(p_ref)
            using errcode = '42704',
                hint = 'pggit.log() shows commits, pggit.list_branches() branches, the table pggit.tags tags.';
    end if;
    if v_commit is null then
        raise exception 'branch % has no commit yet', quote_literal(p_ref)
            using errcode = '55000', hint = 'pggit.commit_changes() makes one.';
    end if;
    perform pggit_internal.require_commit(v_commit, p_ref);
    return v_commit;
end
$$;
