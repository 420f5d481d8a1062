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

-- Raises an error where an object that was changed or dropped is a table with data branches, a schema with
-- such a table, or part of a data branch: a branch is not carried over to another definition.
-- p_object_type and p_identity are as pg_identify_object() gave them before the change.
create or replace function pggit_internal.refuse_branched_change(
    p_object_type text, p_identity text, p_command_tag text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_branch record;
begin
    if not exists (select from pggit.data_branches) then
        return;
    end if;
    select b.branch_name, format('%I.%I', b.schema_name, b.table_name) as table_name into v_branch
    from pggit.data_branches as b
    where pggit_internal.is_sealed_data_branch(b.id)
        and (
            p_object_type = 'table' and p_identity = format('%I.%I', b.schema_name, b.table_name)
            or p_object_type = 'schema' and p_identity = quote_ident(b.schema_name)
            or exists (
                select from pggit_internal.data_branch_objects as o
                where o.branch_id = b.id and o.object_type = p_object_type and o.identity = p_identity
            )
        )
    order by b.id
    limit 1;
    if found then
        raise exception '% of % %: table % has the data branch %',
            p_command_tag, p_object_type, p_identity, v_branch.table_name, quote_literal(v_branch.branch_name)
            using errcode = '55006',
                hint = 'Merge the table''s data branches and drop them: pggit.drop_data_branch().';
    end if;
end
$$;

-- Refuses the DDL statement that has just run where it changed a part of a data branch; these are not
-- tracked. For an event trigger at ddl_command_end.
create or replace function pggit_internal.refuse_overlay_change()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_renamed text;
begin
    if current_setting('pggit.grants_as_table', true) = 'on' then
        return;
    end if;
    perform pggit_internal.refuse_branched_change(c.object_type, c.object_identity, c.command_tag)
    from pg_event_trigger_ddl_commands() as c
    where c.command_tag not in ('COMMENT', 'GRANT', 'REVOKE')
        and pggit_internal.is_of_data_branch(c.classid, c.objid);

    -- A trigger or rule of the branch's own relations, or its trigger on the table.
    perform pggit_internal.refuse_branched_change(i.type, i.identity, c.command_tag)
    from pg_event_trigger_ddl_commands() as c
    cross join lateral (
        select t.tgrelid, t.tgfoid from pg_trigger as t where c.classid = 'pg_trigger'::regclass and t.oid = c.objid
        union all
        select r.ev_class, 0 from pg_rewrite as r where c.classid = 'pg_rewrite'::regclass and r.oid = c.objid
    ) as part (relation, function)
    cross join lateral pg_identify_object(
        case when pggit_internal.is_of_data_branch('pg_proc'::regclass, part.function)
            then 'pg_proc' else 'pg_class' end::regclass,
        case when pggit_internal.is_of_data_branch('pg_proc'::regclass, part.function)
            then part.function else part.relation end,
        0
    ) as i
    where c.command_tag <> 'COMMENT';

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

    -- Under its new name the registry does not know it, but it says itself what it is.
    select c.object_identity into v_renamed
    from pg_event_trigger_ddl_commands() as c
    join pg_description as d on d.classoid = c.classid and d.objoid = c.objid and d.objsubid = 0
    where c.command_tag like 'ALTER %'
        and d.description like 'pggit: data branch %'
        and not pggit_internal.is_of_data_branch(c.classid, c.objid);
    if found then
        raise exception 'part of a data branch cannot be renamed: it is % now', v_renamed
            using errcode = '55006', hint = 'Drop the data branch first: pggit.drop_data_branch().';
    end if;
end
$$;
