-- Return whether each part of a data branch can be replaced in place. The list of keys is new, and may be
-- missing.
create or replace function pggit_internal.can_be_remade(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with columns as (
        select
            array_agg(a.attname::text order by a.attnum) as names,
            array_agg(a.atttypid order by a.attnum) as types
        from pg_attribute as a
        where a.attrelid = (p_shape).table_oid and a.attnum > 0 and not a.attisdropped
    )
    select bool_and(
        case
            when o.object_type = 'function' then not exists (
                select from pg_proc as p
                where p.pronamespace = t.relnamespace and p.proname = o.object_name and p.pronargs > 0
            ) and exists (
                select from pg_proc as p
                where p.pronamespace = t.relnamespace and p.proname = o.object_name and p.pronargs = 0
                    and p.proowner = t.relowner and p.prokind = 'f'
                    and case when o.part = 'read'
                        then p.proallargtypes = columns.types and p.proargnames = columns.names
                        else p.prorettype = 'trigger'::regtype
                    end
            )
            when c.oid is null then o.part = 'keys'
            when c.relowner <> t.relowner
                or c.relkind <> case o.object_type when 'view' then 'v' else 'r' end::"char" then false
            when o.object_type = 'view' then (
                select array_agg(a.attname::text order by a.attnum) = case o.part
                        when 'view' then columns.names
                        else array(select (parse_ident(k.name))[1] from unnest((p_shape).key_columns) as k (name))
                    end
                    and (o.part = 'keys' or array_agg(a.atttypid order by a.attnum) = columns.types)
                from pg_attribute as a
                where a.attrelid = c.oid and a.attnum > 0
            )
            else true
        end
    )
    from pggit_internal.data_branch_objects() as o
    cross join columns
    join pg_class as t on t.oid = (p_shape).table_oid
    left join pg_class as c on c.relnamespace = t.relnamespace and c.relname = o.object_name
    where o.branch_id = (p_branch).id and o.object_type in ('view', 'table', 'function')
$$;

-- Make the views and functions of data branches that an older version made as this version does, and their
-- rights; and the trigger that older versions did not have. Called by the installation, with the event
-- trigger that guards them off. Only where each part is still there, of its kind, with its owner and its
-- columns: what an owner has put under a part's name is left for fsck to name, and keeps nobody from
-- installing.
create or replace function pggit_internal.remake_overlays()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_branch pggit.data_branches;
    v_shape pggit_internal.shape;
    v_statement text;
begin
    for v_branch in
        select b.*
        from pggit.data_branches as b
        where exists (select from pggit_internal.overlay_defects(b))
            or exists (select from pggit_internal.wrong_rights() as w where w.branch_id = b.id)
        order by b.id
    loop
        select s.* into v_shape
        from pggit_internal.table_shape(
            pggit_internal.relation_oid(v_branch.schema_name, v_branch.table_name, 'r')
        ) as s;
        continue when not found or not pggit_internal.can_be_remade(v_branch, v_shape);
        for v_statement in
            select s.statement
            from pggit_internal.overlay_statements(
                v_branch, v_shape,
                pggit_internal.data_branch_relation(v_shape.table_oid, coalesce(v_branch.source_id, 0))
            ) as s
        loop
            execute 'create or replace ' || v_statement;
        end loop;
        if v_branch.source_id is null and not exists (
            select from pg_trigger as t
            where t.tgrelid = v_shape.table_oid and t.tgname = v_branch.stem || '__row'
        ) then
            perform pggit_internal.make_row_trigger(v_branch, v_shape.table_name);
        end if;
        perform pggit_internal.give_to_owner(v_branch, v_shape.table_oid);
        perform pggit_internal.grant_as_table(v_branch.id);
    end loop;
end
$$;
