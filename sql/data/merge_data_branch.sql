-- Merges a data branch with the caller's rights. Locks both against writers, the older one first, so that one
-- state of each is looked at from first to last.
create or replace function pggit_internal.merge_found_branches(
    p_table_name text, p_path name[], p_source text, p_target text, p_strategy text
)
returns table (inserted bigint, updated bigint, deleted bigint, conflicts bigint)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set extra_float_digits = 1
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set jit = off
as $$
declare
    v_lock_timeout text := pggit_internal.limit_waiting(pggit_internal.has_locks());
    v_table oid := pggit_internal.find_table(p_table_name, p_path);
    v_source_id integer := pggit_internal.data_branch_id(v_table, p_source);
    v_target_id integer := pggit_internal.data_branch_id(v_table, p_target);
    v_source text := pggit_internal.data_branch_relation(v_table, v_source_id);
    v_target text := pggit_internal.data_branch_relation(v_table, v_target_id);
    v_shape pggit_internal.shape;
    v_meeting_id integer;
    v_base_id integer;
    v_query text;
    v_keys text;
    v_branch pggit.data_branches;
begin
    if p_strategy is null or p_strategy not in ('fail', 'ours', 'theirs') then
        raise exception 'unknown strategy %', coalesce(quote_literal(p_strategy), 'null')
            using errcode = '22023', hint = 'Strategies are fail, ours (the target''s row) and theirs.';
    end if;
    if v_source_id = v_target_id then
        raise exception 'data branch % cannot be merged into itself', quote_literal(p_source)
            using errcode = '22023', hint = 'Name two different branches.';
    end if;
    perform pggit_internal.check_table_owner(v_table);
    perform pggit_internal.check_trust(v_table);
    perform pggit_internal.lock_relation(v_table, least(v_source_id, v_target_id), 'share row exclusive');
    perform pggit_internal.lock_relation(v_table, greatest(v_source_id, v_target_id), 'share row exclusive');
    perform pggit_internal.check_overlays(
        array_remove(
            pggit_internal.data_branch_path(v_source_id) || pggit_internal.data_branch_path(v_target_id), 0
        )
    );
    perform pggit_internal.lock_data_branches(array_remove(array[v_source_id, v_target_id], 0));

    select s.* into strict v_shape from pggit_internal.table_shape(v_table) as s;
    select p.id into v_meeting_id
    from unnest(pggit_internal.data_branch_path(v_source_id)) with ordinality as p (id, depth)
    where p.id = any (pggit_internal.data_branch_path(v_target_id))
    order by p.depth
    limit 1;
    -- Of the two branches that left where they meet, the older one.
    select min(b.id) into v_base_id
    from pggit.data_branches as b
    where coalesce(b.source_id, 0) = v_meeting_id
        and b.id = any (
            pggit_internal.data_branch_path(v_source_id) || pggit_internal.data_branch_path(v_target_id)
        );
    v_query := pggit_internal.merge_query(
        v_shape, v_source_id, v_target_id, v_base_id,
        pggit_internal.data_branch_relation(v_table, v_meeting_id), p_strategy
    );

    execute format(
        'with %s
        select count(*), (
            select string_agg(first.key::text, '', '')
            from (select c.key from changes as c where c.is_conflict order by c.key limit 5) as first
        )
        from changes where is_conflict',
        v_query
    )
    into conflicts, v_keys;
    if p_strategy = 'fail' and conflicts > 0 then
        raise exception '% of table %: % and % have changed % rows differently: %',
            'merge', v_table::regclass, quote_literal(p_source), quote_literal(p_target), conflicts, v_keys
            using errcode = 'VC001', hint = 'Make the rows equal, or merge with ''ours'' or ''theirs''.';
    end if;
    if v_target_id = 0 then
        select a.inserted, a.updated, a.deleted into inserted, updated, deleted
        from pggit_internal.apply_to_table(v_shape, v_query) as a;
    else
        select a.inserted, a.updated, a.deleted into inserted, updated, deleted
        from pggit_internal.apply_to_branch(v_shape, v_target, v_query) as a;
    end if;

    select b.* into v_branch
    from pggit.data_branches as b
    where b.id = v_source_id and coalesce(b.source_id, 0) = v_target_id;
    if found then
        perform pggit_internal.advance_base_to_branch(v_branch, v_shape);
    end if;
    select b.* into v_branch
    from pggit.data_branches as b
    where b.id = v_target_id and coalesce(b.source_id, 0) = v_source_id;
    if found then
        perform pggit_internal.advance_base_to_source(v_branch, v_shape, v_source);
    end if;
    perform set_config('lock_timeout', v_lock_timeout, true);
    return next;
end
$$;

-- Merges the rows of one branch of a table into another, three-way by primary key: what the source changed
-- since the two parted is done to the target. A row that both have changed differently is a conflict: fail
-- raises VC001 and changes nothing, ours keeps the target's row, theirs takes the source's.
-- Between a branch and the one it comes from, the next merge starts from this one, as in git. Between
-- others (two branches of one source, or a branch of a branch and the table) each merge looks back to where
-- they parted.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.merge_data_branch(
    p_table text, p_source text, p_target text, p_strategy text default 'fail'
)
returns table (inserted bigint, updated bigint, deleted bigint, conflicts bigint)
language sql
volatile
as $$
    select m.inserted, m.updated, m.deleted, m.conflicts
    from pggit_internal.merge_found_branches(
        p_table, pg_catalog.current_schemas(true), p_source, p_target, p_strategy
    ) as m
$$;
