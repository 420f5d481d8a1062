-- End a checkout, whose statements have run: check that the live schema is what the commit has, make the
-- target the branch checked out where it is one, and leave one step in history for each object. p_known and
-- p_moved: of pggit_internal.join_steps().
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.leave_checkout(
    p_target text, p_commit text, p_known bigint[], p_moved jsonb
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.lock_repository();
    perform pggit_internal.check_result(p_commit, p_known);
    perform pggit_internal.check_out_branch(p_target);
    perform pggit_internal.join_steps(p_known, p_moved);
end
$$;

-- Make a branch the one that is checked out; a tag or a commit leaves the branch that is. The caller holds
-- the repository lock.
create or replace function pggit_internal.check_out_branch(p_target text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pggit.branches as b where b.name = p_target and b.status <> 'DELETED') then
        return;
    end if;
    update pggit_internal.repository as r
    set checked_out_branch = p_target
    where r.is_only and r.checked_out_branch <> p_target;
    if found then
        perform pggit_internal.seal(s.table_name, s.row_key, s.row_hash)
        from pggit_internal.sealed_rows() as s
        where s.table_name = 'repository';
    end if;
end
$$;

-- Raise VC005 where the live schema is not that of the commit, 40001 where another session has changed it
-- meanwhile, naming the objects.
create or replace function pggit_internal.check_result(p_commit text, p_known bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_differences text;
    v_others text;
begin
    if pggit_internal.live_tree() = (select c.tree_hash from pggit.commits as c where c.hash = p_commit) then
        return;
    end if;
    select
        string_agg(c.object_type || ' ' || c.identity, ', '),
        string_agg(c.object_type || ' ' || c.identity, ', ') filter (where exists (
            select
            from pggit_internal.pending as p
            join pggit_internal.history as h on h.id = p.history_id
            where h.identity = c.identity
                and h.id <> all (p_known || pggit_internal.steps_of_statement())
        ))
    into v_differences, v_others
    from pggit_internal.changed_objects(p_commit, 'WORKTREE') as c;
    if v_others is not null then
        raise exception 'another session has changed the schema meanwhile: %', v_others
            using errcode = '40001', hint = 'Run the checkout again.';
    end if;
    raise exception 'the checkout did not lead to its target, and nothing was changed: % differ',
        v_differences
        using errcode = 'VC005',
            hint = 'This is a defect of pggit. Please report it, with what pggit.plan() returns.';
end
$$;
