-- Whether another live branch or a tag reaches the commit, so that it stays reachable without p_branch_id.
create or replace function pggit_internal.is_reachable_without(p_commit text, p_branch_id integer)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive reached as (
        select b.head_commit_hash as hash
        from pggit.branches as b
        where b.status <> 'DELETED' and b.id <> p_branch_id
        union
        select t.commit_hash from pggit.tags as t
        union
        select parent.hash
        from reached
        join pggit.commits as c on c.hash = reached.hash
        cross join lateral (values (c.parent_commit_hash), (c.merge_parent_hash)) as parent (hash)
        where parent.hash is not null
    )
    select p_commit is null or exists (select from reached where reached.hash = p_commit)
$$;

-- Deletes a branch; its row stays with status DELETED, its commits too. Refuses main, the one that is checked
-- out, and without p_force a branch whose head no other branch or tag reaches (55006). Returns true.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.delete_branch(p_branch_name text, p_force boolean default false)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.branches;
begin
    perform pggit_internal.check_branch_name(p_branch_name);
    if p_force is null then
        raise exception 'p_force is null' using errcode = '22023', hint = 'Pass true or false.';
    end if;
    perform pggit_internal.lock_repository();
    v_branch := pggit_internal.live_branch(p_branch_name);
    if v_branch.name = 'main' then
        raise exception 'branch main cannot be deleted'
            using errcode = '55006', hint = 'Every repository has a branch main.';
    end if;
    if exists (select from pggit_internal.repository as r where r.checked_out_branch = v_branch.name) then
        raise exception 'branch % is checked out', quote_literal(v_branch.name)
            using errcode = '55006', hint = 'Check out another one first (pggit.checkout).';
    end if;
    if not p_force and not pggit_internal.is_reachable_without(v_branch.head_commit_hash, v_branch.id) then
        raise exception 'branch % has commits that no other branch or tag reaches', quote_literal(p_branch_name)
            using errcode = '55006',
                hint = 'Tag it first (pggit.create_tag), or pass p_force => true to give the commits up.';
    end if;
    update pggit.branches set status = 'DELETED' where id = v_branch.id returning * into v_branch;
    perform pggit_internal.seal('branches', v_branch.id::text, pggit_internal.row_hash(v_branch));
    return true;
end
$$;

-- Deletes a branch whatever commits it holds. False where there is no such branch; main is an error.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.delete_branch_simple(p_branch_name text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.check_branch_name(p_branch_name);
    perform pggit_internal.lock_repository();
    if not exists (select from pggit.branches where name = p_branch_name and status <> 'DELETED') then
        return false;
    end if;
    return pggit.delete_branch(p_branch_name, true);
end
$$;
