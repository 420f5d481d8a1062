-- Whether a data branch is finished: one that is being made is changed by its own DDL.
create or replace function pggit_internal.is_sealed_data_branch(p_id integer)
returns boolean
language sql
stable
begin atomic
    select coalesce(
        (
            select l.row_hash is not null
            from pggit_internal.ledger as l
            where l.table_name = 'data_branches' and l.row_key = p_id::text
            order by l.id desc
            limit 1
        ),
        false
    );
end;

-- Raise 55006 for a statement that a data branch does not allow.
create or replace function pggit_internal.raise_branched(
    p_command_tag text, p_object_type text, p_identity text, p_branch pggit.data_branches
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% of % %: table % has the data branch %',
        p_command_tag, p_object_type, p_identity,
        format('%I.%I', p_branch.schema_name, p_branch.table_name), quote_literal(p_branch.branch_name)
        using errcode = '55006',
            hint = 'Merge the table''s data branches and drop them: pggit.drop_data_branch().';
end
$$;

-- Raise 55006 where an object that was changed or dropped is a table with data branches, a schema with such
-- a table, or part of a data branch: a branch is not carried over to another definition. p_object_type and
-- p_identity are as pg_identify_object() gave them before the change. A part is known by its name, as it
-- may be of another type by now.
create or replace function pggit_internal.refuse_branched_change(
    p_object_type text, p_identity text, p_command_tag text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_branch pggit.data_branches;
begin
    -- What repair() records has happened already: it must not fail for what one owner did.
    if p_command_tag = 'REPAIR' or not exists (select from pggit.data_branches) then
        return;
    end if;
    select b.* into v_branch
    from pggit.data_branches as b
    where pggit_internal.is_sealed_data_branch(b.id)
        and (
            p_object_type = 'table' and p_identity = format('%I.%I', b.schema_name, b.table_name)
            or p_object_type = 'schema' and p_identity = quote_ident(b.schema_name)
            or exists (
                select from pggit_internal.data_branch_objects as o
                where o.branch_id = b.id and o.identity = p_identity
                    and (o.object_type = 'trigger') = (p_object_type = 'trigger')
            )
        )
    order by b.id
    limit 1;
    if found then
        perform pggit_internal.raise_branched(p_command_tag, p_object_type, p_identity, v_branch);
    end if;
end
$$;

-- List the relations and functions that an object is, or hangs on: an index on its table, a trigger on its
-- relation and its function, a child on its parents, a foreign key on the table that it refers to.
create or replace function pggit_internal.bearers(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select p_classid, p_objid
    union
    -- Indexes, statistics, triggers, rules, policies, constraints, defaults, sequences of columns.
    select d.refclassid, d.refobjid
    from pg_depend as d
    where d.classid = p_classid and d.objid = p_objid and d.deptype in ('a', 'i')
    union
    select 'pg_class'::regclass, x.indrelid
    from pg_index as x
    where p_classid = 'pg_class'::regclass and x.indexrelid = p_objid
    union
    select 'pg_class'::regclass, i.inhparent
    from pg_inherits as i
    where p_classid = 'pg_class'::regclass and i.inhrelid = p_objid
    union
    select 'pg_class'::regclass, k.confrelid
    from pg_constraint as k
    where k.contype = 'f'
        and (
            p_classid = 'pg_class'::regclass and k.conrelid = p_objid
            or p_classid = 'pg_constraint'::regclass and k.oid = p_objid
        )
    union
    select 'pg_proc'::regclass, t.tgfoid
    from pg_trigger as t
    where p_classid = 'pg_trigger'::regclass and t.oid = p_objid
    union
    -- A function of the same name makes a call of the other ambiguous.
    select 'pg_proc'::regclass, other.oid
    from pg_proc as p
    join pg_proc as other on other.proname = p.proname and other.pronamespace = p.pronamespace
    where p_classid = 'pg_proc'::regclass and p.oid = p_objid;
end
$$;

-- Refuse the DDL statement that has just run where it changed a part of a data branch, hung something on
-- one, or took away what a branch lives on. For an event trigger at ddl_command_end.
create or replace function pggit_internal.refuse_overlay_change()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_object record;
    v_branch pggit.data_branches;
begin
    for v_object in
        select c.classid, c.objid, c.object_type, c.object_identity, c.command_tag
        from pg_event_trigger_ddl_commands() as c
        where c.command_tag not in ('COMMENT', 'GRANT', 'REVOKE', 'REINDEX', 'SECURITY LABEL')
            and c.objid is not null
            and coalesce(c.schema_name, '') not in ('pggit', 'pggit_internal')
    loop
        -- A trigger that calls a part is part of that branch: one that is being made hangs its own on its
        -- source.
        select b.* into v_branch
        from pggit_internal.bearers(v_object.classid, v_object.objid) as o
        join pggit.data_branches as b on b.id = pggit_internal.branch_of_part(o.classid, o.objid)
        order by o.classid = 'pg_proc'::regclass desc
        limit 1;
        if found and pggit_internal.is_sealed_data_branch(v_branch.id) then
            perform pggit_internal.raise_branched(
                v_object.command_tag, v_object.object_type, v_object.object_identity, v_branch
            );
        end if;
        -- What is tracked under this name has not been a part; but it may be a branched table with a new owner.
        if v_object.command_tag like 'ALTER %' and not exists (
            select from pggit_internal.objects as o
            where o.key = pggit_internal.identity_key(v_object.object_identity)
                and o.object_type = v_object.object_type
                and o.is_live
                and not exists (
                    select from pggit.data_branches as b
                    where format('%I.%I', b.schema_name, b.table_name) = o.identity
                )
        ) then
            perform pggit_internal.refuse_moved_part(
                v_object.classid, v_object.objid, v_object.object_type, v_object.object_identity,
                v_object.command_tag
            );
        end if;
    end loop;

    -- What is no part of the table's definition, but matters: whether its rows survive a crash, and the
    -- sequence that its defaults call by name.
    perform pggit_internal.refuse_branched_change('table', i.identity, c.command_tag)
    from pg_event_trigger_ddl_commands() as c
    join pg_class as changed on changed.oid = c.objid and c.classid = 'pg_class'::regclass
    left join pg_depend as d on changed.relkind = 'S'
        and d.classid = 'pg_class'::regclass and d.objid = changed.oid
        and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    join pg_class as t on t.oid = coalesce(d.refobjid, changed.oid)
    join pg_namespace as n on n.oid = t.relnamespace
    join pggit.data_branches as b on b.schema_name = n.nspname and b.table_name = t.relname
    cross join lateral pg_identify_object('pg_class'::regclass, t.oid, 0) as i
    where c.command_tag like 'ALTER %'
        and (t.relpersistence <> 'p' or changed.relkind = 'S');

    -- What saves the table's rows runs as its owner, who needs the schema.
    for v_object in
        select c.command_tag, c.object_type
        from pg_event_trigger_ddl_commands() as c
        where c.command_tag = 'REVOKE' and lower(c.object_type) = 'schema' or c.command_tag = 'ALTER SCHEMA'
        limit 1
    loop
        select b.* into v_branch
        from pggit.data_branches as b
        join pg_namespace as n on n.nspname = b.schema_name
        join pg_class as t on t.relnamespace = n.oid and t.relname = b.table_name
        where pggit_internal.is_sealed_data_branch(b.id)
            and not has_schema_privilege(t.relowner, n.oid, 'USAGE');
        if found then
            perform pggit_internal.raise_branched(
                v_object.command_tag, 'schema', quote_ident(v_branch.schema_name), v_branch
            );
        end if;
    end loop;
end
$$;

-- Refuse a change of name, schema or owner that leaves a data branch without a part, or with one of another
-- owner than the table. Only what belongs to the table's owner can have been a part: so what is wrong with
-- one owner's branches stops no other's DDL.
create or replace function pggit_internal.refuse_moved_part(
    p_classid oid, p_objid oid, p_object_type text, p_identity text, p_command_tag text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch pggit.data_branches;
begin
    select b.* into v_branch
    from (
        select c.relowner as owner from pg_class as c where p_classid = 'pg_class'::regclass and c.oid = p_objid
        union all
        select p.proowner from pg_proc as p where p_classid = 'pg_proc'::regclass and p.oid = p_objid
    ) as changed
    join pg_class as t on t.relowner = changed.owner
    join pg_namespace as n on n.oid = t.relnamespace
    join pggit.data_branches as b on b.schema_name = n.nspname and b.table_name = t.relname
    join pggit_internal.data_branch_objects as o on o.branch_id = b.id
    where not exists (
        select
        from pg_class as c
        where o.object_type in ('view', 'table')
            and c.relnamespace = n.oid and c.relname = o.object_name and c.relowner = t.relowner
        union all
        select
        from pg_proc as p
        where o.object_type = 'function'
            and p.pronamespace = n.oid and p.proname = o.object_name and p.pronargs = 0
            and p.proowner = t.relowner
        union all
        select where o.object_type = 'trigger'
    )
        and pggit_internal.is_sealed_data_branch(b.id)
    limit 1;
    if found then
        perform pggit_internal.raise_branched(p_command_tag, p_object_type, p_identity, v_branch);
    end if;
end
$$;
