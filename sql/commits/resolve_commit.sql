-- Return the commit that a ref names: the head of a live branch, a tag, or a commit's ID. A repository of
-- an older version may have one name in several kinds: the branch wins, then the tag, and fsck says
-- ambiguous_ref. 22023 for null, 42704 for an unknown ref, 55000 for a branch without a commit.
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
        select 1 as position, b.head_commit_hash as commit_hash
        from pggit.branches as b
        where b.name = p_ref and b.status <> 'DELETED'
        union all
        select 2, t.commit_hash from pggit.tags as t where t.name = p_ref
        union all
        select 3, c.hash from pggit.commits as c where c.hash = p_ref
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
