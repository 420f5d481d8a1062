-- The live branch of a name; 42704 where there is none.
create or replace function pggit_internal.live_branch(p_name text)
returns pggit.branches
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.branches;
begin
    select b.* into v_branch from pggit.branches as b where b.name = p_name and b.status <> 'DELETED';
    if not found and p_name = 'main' then
        perform pggit_internal.raise_corrupt('there is no branch main');
    elsif not found then
        raise exception 'there is no branch %', quote_literal(p_name)
            using errcode = '42704', hint = 'pggit.list_branches() shows the branches.';
    end if;
    return v_branch;
end
$$;

-- Adds a branch at the parent's head. The caller holds the repository lock and has checked the name.
create or replace function pggit_internal.add_branch(p_name text, p_parent pggit.branches)
returns pggit.branches
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.branches;
begin
    perform pggit_internal.require_commit(p_parent.head_commit_hash, p_parent.name);
    insert into pggit.branches (id, name, parent_branch_id, head_commit_hash, created_by)
    select max(b.id) + 1, p_name, p_parent.id, p_parent.head_commit_hash, pggit_internal.caller()
    from pggit.branches as b
    returning * into v_branch;
    perform pggit_internal.seal('branches', v_branch.id::text, pggit_internal.row_hash(v_branch));
    return v_branch;
end
$$;

-- Creates a branch that starts where its parent stands now; returns its id.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.create_branch(p_branch_name text, p_parent_branch text default 'main')
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_parent pggit.branches;
begin
    perform pggit_internal.check_branch_name(p_branch_name);
    perform pggit_internal.check_branch_name(p_parent_branch);
    perform pggit_internal.lock_repository();
    v_parent := pggit_internal.live_branch(p_parent_branch);
    perform pggit_internal.check_new_ref(p_branch_name);
    return (pggit_internal.add_branch(p_branch_name, v_parent)).id;
end
$$;
