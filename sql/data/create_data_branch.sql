-- Makes a data branch with the caller's rights; returns its view. Locks: first the source, against writers
-- and against other sessions that branch it; then the registry; the repository last.
create or replace function pggit_internal.make_data_branch(
    p_table_name text, p_path name[], p_from_branch text, p_to_branch text
)
returns oid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_lock_timeout text := pggit_internal.limit_waiting(pggit_internal.has_locks());
    v_table oid;
    v_source_id integer;
    v_source text;
    v_shape pggit_internal.shape;
    v_branch pggit.data_branches;
begin
    perform pggit_internal.check_branch_name(p_from_branch);
    perform pggit_internal.check_branch_name(p_to_branch);
    if p_to_branch = 'main' then
        raise exception 'data branch ''main'' exists already'
            using errcode = '42710', hint = 'The table itself is its branch main: choose another name.';
    elsif p_to_branch = 'WORKTREE' then
        raise exception 'the name WORKTREE means the live schema'
            using errcode = '42710', hint = 'Choose another name.';
    end if;
    v_table := pggit_internal.find_table(p_table_name, p_path);
    perform pggit_internal.check_table_owner(v_table);
    perform pggit_internal.check_trust(v_table);
    perform pggit_internal.check_branchable(v_table);
    v_source_id := pggit_internal.data_branch_id(v_table, p_from_branch);
    v_source := pggit_internal.data_branch_relation(v_table, v_source_id);
    perform pggit_internal.lock_relation(v_table, v_source_id, 'share row exclusive');
    -- Again, for what others did while we waited.
    perform pggit_internal.check_branchable(v_table);
    perform pggit_internal.data_branch_id(v_table, p_from_branch);
    perform pggit_internal.check_overlays(array_remove(pggit_internal.data_branch_path(v_source_id), 0));

    select s.* into v_shape from pggit_internal.table_shape(v_table) as s;
    select b.* into v_branch
    from pggit.data_branches as b
    where format('%I.%I', b.schema_name, b.table_name) = v_shape.table_name and b.branch_name = p_to_branch;
    if found and coalesce(v_branch.source_id, 0) <> v_source_id then
        raise exception 'data branch % of table % comes from another branch',
            quote_literal(p_to_branch), v_table::regclass
            using errcode = '42710', hint = 'Choose another name, or drop the data branch first.';
    elsif found then
        perform pggit_internal.check_overlays(array[v_branch.id]);
    else
        v_branch := pggit_internal.enter_data_branch(v_table, p_to_branch, nullif(v_source_id, 0));
        perform pggit_internal.make_overlay(v_branch, v_shape);
        perform pggit_internal.make_branch_view(v_branch, v_shape, v_source);
        perform pggit_internal.make_save_triggers(v_branch, v_shape, v_source);
        perform pggit_internal.describe_data_branch(v_branch);
        perform pggit_internal.give_to_owner(v_branch, v_table);
        perform pggit_internal.grant_as_table(v_branch.id);
        perform pggit_internal.seal_data_branch(v_branch.id);
    end if;
    perform set_config('lock_timeout', v_lock_timeout, true);
    return to_regclass(format('%I.%I', v_branch.schema_name, v_branch.relation_name))::oid;
end
$$;

-- Return the comment on each part of a data branch, which says what it is part of: for people, and for fsck
-- where the registry has lost it.
create or replace function pggit_internal.part_comment(p_branch pggit.data_branches)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format('pggit: data branch %s of %I', (p_branch).branch_name, (p_branch).table_name)
$$;

-- Comment on each part of a data branch.
create or replace function pggit_internal.describe_data_branch(p_branch pggit.data_branches)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_object record;
begin
    for v_object in
        select o.object_type, o.identity
        from pggit_internal.data_branch_objects() as o
        where o.branch_id = p_branch.id and o.object_type <> 'trigger'
    loop
        execute format(
            'comment on %s %s is %L',
            v_object.object_type,
            v_object.identity,
            pggit_internal.part_comment(p_branch)
        );
    end loop;
end
$$;

-- Branches the table's rows, copy-on-write: returns the relation to read and write them by. p_from_branch is
-- main (the table) or a data branch of the table. Calling it again returns the same relation.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.create_data_branch(p_table text, p_from_branch text, p_to_branch text)
returns text
language sql
volatile
as $$
    select pggit_internal.make_data_branch(
        p_table, pg_catalog.current_schemas(true), p_from_branch, p_to_branch
    )::pg_catalog.regclass::pg_catalog.text
$$;
