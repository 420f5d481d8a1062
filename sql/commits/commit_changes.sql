-- Snapshots the tracked schema onto a branch and returns the new commit's Trinity ID. A branch that does
-- not exist is created from main.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit.commit_changes(
    p_branch_name text, p_message text default '', p_custom_trinity_id text default null
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.branches;
    v_commit pggit.commits;
begin
    perform pggit_internal.check_branch_name(p_branch_name);
    if p_message is null then
        raise exception 'the commit message is null'
            using errcode = '22023', hint = 'An empty message is fine: pass '''' or leave it out.';
    end if;
    if octet_length(p_message) > 1048576 then
        raise exception 'the commit message has % bytes', octet_length(p_message)
            using errcode = '22001', hint = 'A message may have 1 MiB (1048576 bytes) at most.';
    end if;
    if p_custom_trinity_id is not null and not pggit_internal.is_trinity_id(p_custom_trinity_id) then
        raise exception 'invalid Trinity ID %', quote_literal(p_custom_trinity_id)
            using errcode = '22023', hint = 'A custom ID has 10 to 255 printable characters.';
    end if;

    perform pggit_internal.lock_repository();

    select b.id, b.head_commit_hash, c.hash
    into v_branch.id, v_branch.head_commit_hash, v_commit.parent_commit_hash
    from pggit.branches as b
    left join pggit.commits as c on c.hash = b.head_commit_hash
    where b.name = p_branch_name and b.status <> 'DELETED';
    if not found then
        perform pggit_internal.check_new_ref(p_branch_name);
        v_branch := pggit_internal.add_branch(p_branch_name, pggit_internal.live_branch('main'));
        v_commit.parent_commit_hash := v_branch.head_commit_hash;
    elsif v_commit.parent_commit_hash is distinct from v_branch.head_commit_hash then
        perform pggit_internal.require_commit(v_branch.head_commit_hash, p_branch_name);
    end if;

    v_commit.hash := coalesce(p_custom_trinity_id, pggit.generate_trinity_id());
    perform pggit_internal.check_new_id(v_commit.hash);
    v_commit.branch_id := v_branch.id;
    v_commit.tree_hash := pggit_internal.write_tree();
    v_commit.message := p_message;
    v_commit.author := pggit_internal.caller();
    v_commit.committed_at := clock_timestamp();
    v_commit.content_hash := pggit_internal.content_hash(v_commit);
    insert into pggit.commits select v_commit.* on conflict do nothing;
    if not found then
        perform pggit_internal.raise_corrupt(
            format('the head of branch %s is not its last commit', quote_literal(p_branch_name))
        );
    end if;

    update pggit.branches
    set head_commit_hash = v_commit.hash, status = 'ACTIVE'
    where id = v_branch.id
    returning * into v_branch;
    perform pggit_internal.seal('branches', v_branch.id::text, pggit_internal.row_hash(v_branch));
    return v_commit.hash;
end
$$;
