-- The names of a new data branch: <table>__<branch> if that is a plain identifier and free, else made so
-- with a hash; p_attempt makes another one where the first is taken.
create or replace function pggit_internal.data_branch_names(
    p_table_name name, p_branch_name text, p_attempt integer, out relation_name text, out stem text
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wanted text := p_table_name || '__' || p_branch_name;
    v_hash text := left(pggit_internal.sha256_hex(concat_ws(' ', v_wanted, nullif(p_attempt, 0))), 8);
    v_plain text := regexp_replace(lower(v_wanted), '[^a-z0-9_]+', '_', 'g');
begin
    if v_plain !~ '^[a-z_]' then
        v_plain := '_' || v_plain;
    end if;
    relation_name := case
        when p_attempt = 0 and v_wanted ~ '^[a-z_][a-z0-9_]*$' and octet_length(v_wanted) <= 63 then v_wanted
        else left(v_plain, 54) || '_' || v_hash
    end;
    stem := case
        when octet_length(relation_name) <= 53 then relation_name
        else left(v_plain, 44) || '_' || v_hash
    end;
end
$$;

-- Enters a data branch into the registry, with names that nothing in the schema has. It is finished, and
-- guarded, when pggit_internal.seal_data_branch() has sealed it.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.enter_data_branch(
    p_table oid, p_branch_name text, p_source_id integer
)
returns pggit.data_branches
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_branch pggit.data_branches;
    v_namespace oid;
    v_schema name;
    v_table name;
    v_names record;
begin
    select n.oid, n.nspname, c.relname into v_namespace, v_schema, v_table
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.oid = p_table and pg_has_role(pggit_internal.caller(), c.relowner, 'USAGE');
    if not found then
        raise exception 'must be owner of table %', p_table::regclass
            using errcode = '42501', hint = 'Data branches are made, merged and dropped by the table''s owner.';
    end if;
    if p_source_id is not null and not exists (
        select from pggit.data_branches as b
        where b.id = p_source_id and (b.schema_name, b.table_name) = (v_schema, v_table)
    ) then
        raise exception 'data branch % is not one of table %', p_source_id, p_table::regclass
            using errcode = '42704', hint = 'The table pggit.data_branches lists the data branches.';
    end if;
    -- A conflict for DDL on the table in a transaction whose snapshot does not have this branch.
    update pggit_internal.objects as o
    set is_live = o.is_live
    where o.key = pggit_internal.identity_key(format('%I.%I', v_schema, v_table))
        and o.object_type = 'table'
        and o.is_live;
    for v_attempt in 0..99 loop
        v_names := pggit_internal.data_branch_names(v_table, p_branch_name, v_attempt);
        continue when exists (
            select from unnest(array['', '__own', '__base', '__keys', '__read', '__write', '__save']) as suffix
            cross join lateral (
                select case suffix when '' then v_names.relation_name else v_names.stem || suffix end as name
            ) as taken
            where to_regclass(format('%I.%I', v_schema, taken.name)) is not null
                or to_regtype(format('%I.%I', v_schema, taken.name)) is not null
                or exists (
                    select from pg_proc as p
                    where p.pronamespace = v_namespace and p.proname = taken.name
                )
        ) or exists (
            select from pg_trigger as t
            cross join unnest(array['__insert', '__update', '__delete', '__truncate', '__row']) as suffix
            where t.tgrelid = p_table and t.tgname = v_names.stem || suffix
        );
        -- A sequence would change what lastval() returns to the caller. The step is random, so that two
        -- sessions do not wait for each other.
        insert into pggit.data_branches (
            id, schema_name, table_name, branch_name, source_id, relation_name, stem, created_by
        )
        select
            coalesce(max(b.id), 0) + 1 + pggit_internal.new_id() % 1000, v_schema, v_table, p_branch_name, p_source_id,
            v_names.relation_name, v_names.stem, pggit_internal.caller()
        from pggit.data_branches as b
        on conflict do nothing
        returning * into v_branch;
        if found then
            return v_branch;
        end if;
        if exists (
            select from pggit.data_branches as b
            where b.schema_name = v_schema
                and b.table_name = v_table
                and b.branch_name = p_branch_name
        ) then
            exit;
        end if;
    end loop;
    raise exception 'data branch % of table % exists already', quote_literal(p_branch_name), p_table::regclass
        using errcode = '42710', hint = 'Choose another name, or drop the data branch first.';
end
$$;

-- Takes a data branch out of the registry, before its parts are dropped.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.remove_data_branch(p_table oid, p_id integer)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from pggit.data_branches as b
    using pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where b.id = p_id
        and c.oid = p_table
        and (b.schema_name, b.table_name) = (n.nspname, c.relname)
        and pg_has_role(pggit_internal.caller(), c.relowner, 'USAGE');
    if not found then
        raise exception 'must be owner of table %', p_table::regclass
            using errcode = '42501', hint = 'Data branches are made, merged and dropped by the table''s owner.';
    end if;
end
$$;

-- Seals that a data branch is there, or that it is gone: the last step of making or dropping one.
-- SECURITY DEFINER: writers of the repository need no rights on its tables.
create or replace function pggit_internal.seal_data_branch(p_id integer)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_branch pggit.data_branches;
    v_defect record;
begin
    perform pggit_internal.lock_repository();
    select b.* into v_branch from pggit.data_branches as b where b.id = p_id;
    -- Once: a row that somebody edited is not sealed anew.
    if found = pggit_internal.is_sealed_data_branch(p_id) then
        raise exception 'data branch % has been sealed already', p_id
            using errcode = '55000', hint = 'This is called by pggit only.';
    end if;
    -- A writer may have entered it by hand, and put things of his own under its names.
    select d.object, d.detail into v_defect from pggit_internal.overlay_defects(v_branch) as d
    where v_branch.id is not null
    limit 1;
    if found then
        raise exception 'data branch % cannot be sealed: %: %', p_id, v_defect.object, v_defect.detail
            using errcode = '55000', hint = 'Call pggit.create_data_branch().';
    end if;
    perform pggit_internal.seal(
        'data_branches',
        p_id::text,
        case when v_branch.id is not null then pggit_internal.row_hash(v_branch) end
    );
end
$$;
