-- Raise 55006 where the live schema is the tree of no commit: a checkout would lose it.
create or replace function pggit_internal.check_committed()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_changed text;
begin
    if exists (select from pggit.commits as c where c.tree_hash = pggit_internal.live_tree()) then
        return;
    end if;
    -- Against what it comes from: the branch checked out, or a commit since.
    select changed.objects into v_changed
    from (
        select b.head_commit_hash as hash
        from pggit_internal.repository as r
        join pggit.branches as b on b.name = r.checked_out_branch and b.status <> 'DELETED'
        union
        select c.hash from pggit.commits as c where c.tree_hash = pggit_internal.tree_of('WORKTREE')
    ) as base
    cross join lateral (
        select string_agg(d.object_type || ' ' || d.identity, ', ') as objects, count(*) as number
        from pggit_internal.diff(base.hash, 'WORKTREE') as d
    ) as changed
    order by changed.number
    limit 1;
    raise exception 'there are uncommitted changes: %', coalesce(v_changed, 'all that is there')
        using errcode = '55006',
            hint = 'Keep them with pggit.commit_changes(), on a branch that you may create for them.';
end
$$;

-- Raise 55006 where tables with data branches differ between the live schema and a commit's.
create or replace function pggit_internal.check_no_data_branches(p_commit text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branched text;
begin
    select string_agg(distinct c.identity, ', ') into v_branched
    from pggit.data_branches as d
    join pggit_internal.changed_objects('WORKTREE', p_commit) as c
        on c.object_type = 'table'
        and c.identity = pggit_internal.spelled_alike(format('%I.%I', d.schema_name, d.table_name))
    where exists (select from pggit.data_branches);  -- without, nothing is compared
    if v_branched is not null then
        raise exception 'the checkout would change tables that have data branches: %', v_branched
            using errcode = '55006', hint = 'Merge or drop them first (pggit.drop_data_branch).';
    end if;
end
$$;

-- Turn the live schema into that of a ref, with the caller's rights; p_path is the caller's
-- search_path. The settings are those that decide how a statement is read.
create or replace function pggit_internal.checkout(p_target text, p_allow_data_loss boolean, p_path text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set check_function_bodies = off
set quote_all_identifiers = off
set standard_conforming_strings = on
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set array_nulls = on
set xmloption = content
set transform_null_equals = off
set row_security = off
set jit = off
as $$
declare
    v_target constant text := coalesce(p_target, 'main');
    v_commit text;
    v_known bigint[];
    v_moved jsonb;
    v_lock_timeout text;
    v_statements text[];
    v_hazards text[];
    v_lost text[] := array[]::text[];
begin
    if p_allow_data_loss is null then
        raise exception 'p_allow_data_loss is null' using errcode = '22023', hint = 'Pass true or false.';
    end if;
    v_known := pggit_internal.enter_checkout();
    v_commit := pggit_internal.resolve_commit(v_target);
    perform pggit_internal.check_committed();
    perform pggit_internal.check_no_data_branches(v_commit);
    select coalesce(jsonb_object_agg(r.object_type || ' ' || r.from_identity, r.to_identity), '{}')
    into v_moved
    from pggit_internal.renamed_objects('WORKTREE', v_commit) as r;
    select array_agg(p.statement order by p.step), array_agg(p.hazard order by p.step)
    into v_statements, v_hazards
    from pggit.plan('WORKTREE', v_commit) as p;

    v_lock_timeout := pggit_internal.limit_waiting(pggit_internal.has_repository_lock());
    -- Names without a schema in a plan are the system's; those in the bodies of the user's functions, which
    -- the statements may call, are the caller's.
    perform set_config('search_path', concat_ws(', ', 'pg_catalog', nullif(p_path, ''), 'pg_temp'), true);
    for v_step in 1..coalesce(cardinality(v_statements), 0) loop
        if not p_allow_data_loss and v_hazards[v_step] like '%loses rows%' then
            v_lost := array_remove(v_lost || pggit_internal.lost_rows(v_statements[v_step]), null);
        end if;
        execute v_statements[v_step];
    end loop;
    perform set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('lock_timeout', v_lock_timeout, true);
    if v_lost <> '{}' then
        raise exception 'the checkout would lose the rows or values of %', array_to_string(v_lost, ', ')
            using errcode = '55006',
                hint = 'Save them first, or give them up: pggit.checkout(..., p_allow_data_loss => true).';
    end if;
    perform pggit_internal.leave_checkout(v_target, v_commit, v_known, v_moved);
    return v_commit;
end
$$;

-- Turn the live schema into that of a branch, a tag or a commit (null: the branch main), in the caller's
-- transaction and with the caller's rights, and return the commit's ID. A branch becomes the one that is
-- checked out. 55006 with uncommitted changes, with data branches of a table that it changes, and without
-- p_allow_data_loss where rows or values would be lost; VC005 where the result is not the target. A
-- one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.checkout(p_target text, p_allow_data_loss boolean default false)
returns text
language sql
volatile
as $$
    select pggit_internal.checkout(
        p_target, p_allow_data_loss, pg_catalog.current_setting('search_path')
    )
$$;
