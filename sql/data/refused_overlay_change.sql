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

-- Return why the DDL statement that has just run must not have (pggit_internal.refusal): it changed a part
-- of a data branch, hung something on one, or took away what a branch lives on. For an event trigger at
-- ddl_command_end.
create or replace function pggit_internal.refused_overlay_change()
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_object record;
    v_branch pggit.data_branches;
    v_refusal jsonb;
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
        if found and pggit_internal.is_guarded_data_branch(v_branch.id) then
            return pggit_internal.refusal(v_branch);
        end if;
        -- What is tracked under this name has not been a part; but it may be a branched table with a new
        -- owner.
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
            v_refusal := pggit_internal.refused_move(v_object.classid, v_object.objid);
            if v_refusal is not null then
                return v_refusal;
            end if;
        end if;
    end loop;

    -- What is no part of the table's definition, but matters: whether its rows survive a crash, and the
    -- sequence that its defaults call by name.
    select pggit_internal.refused_change('table', i.identity) into v_refusal
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
        and (t.relpersistence <> 'p' or changed.relkind = 'S')
    limit 1;
    if v_refusal is not null then
        return v_refusal;
    end if;

    -- What saves the table's rows runs as its owner, who needs the schema.
    if exists (
        select from pg_event_trigger_ddl_commands() as c
        where c.command_tag = 'REVOKE' and lower(c.object_type) = 'schema' or c.command_tag = 'ALTER SCHEMA'
    ) then
        select b.* into v_branch
        from pggit.data_branches as b
        join pg_namespace as n on n.nspname = b.schema_name
        join pg_class as t on t.relnamespace = n.oid and t.relname = b.table_name
        where pggit_internal.is_guarded_data_branch(b.id)
            and not has_schema_privilege(t.relowner, n.oid, 'USAGE')
        limit 1;
        if found then
            return pggit_internal.refusal(v_branch);
        end if;
    end if;
    return null;
end
$$;

-- Return why a change of name, schema or owner must not be: it leaves a data branch without a part, or with
-- one of another owner than the table. Only what belongs to the table's owner can have been a part: so what
-- is wrong with one owner's branches stops no other's DDL.
create or replace function pggit_internal.refused_move(p_classid oid, p_objid oid)
returns jsonb
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
    join pggit_internal.data_branch_objects() as o on o.branch_id = b.id
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
        and pggit_internal.is_guarded_data_branch(b.id)
    limit 1;
    return case when found then pggit_internal.refusal(v_branch) end;
end
$$;
