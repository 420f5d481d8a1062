-- What is not as pggit made it about a data branch. Looks at the catalogs alone, never at rows: what stands
-- under a part's name may be a view with any code in it.

-- List the relations of a data branch that are missing, of another kind or owner, or that have something of
-- others hung on them.
create or replace function pggit_internal.relation_defects(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns table (object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with parts as materialized (
        select o.part, o.identity, o.object_type, c.oid, c.relkind, c.relowner, c.relpersistence, c.reloptions,
            c.relrowsecurity or c.relforcerowsecurity as has_row_security, t.relowner as owner
        from pggit_internal.data_branch_objects() as o
        join pg_class as t on t.oid = (p_shape).table_oid
        left join pg_class as c on c.relnamespace = t.relnamespace and c.relname = o.object_name
        where o.branch_id = (p_branch).id and o.object_type in ('view', 'table')
    ),
    -- The columns that a part must have.
    columns as (
        select
            parts.oid,
            array_agg(row(a.attname, a.atttypid, a.attcollation, a.attgenerated = 'v')::text order by a.attnum)
                filter (where a.attname <> marker.name) as found,
            coalesce(bool_or(a.attname = marker.name and a.atttypid = 'boolean'::regtype), false) as has_marker
        from parts
        cross join (select (parse_ident((p_shape).marker))[1]) as marker (name)
        join pg_attribute as a on a.attrelid = parts.oid and a.attnum > 0 and not a.attisdropped
        group by parts.oid
    ),
    expected as (
        select array_agg(
            row(a.attname, a.atttypid, a.attcollation, a.attgenerated = 'v')::text order by a.attnum
        ) as of_table
        from pg_attribute as a
        where a.attrelid = (p_shape).table_oid and a.attnum > 0 and not a.attisdropped
    )
    select parts.identity, format('this %s of a data branch is missing', parts.object_type)
    from parts
    where parts.oid is null
    union all
    select parts.identity, format('it is not the %s that is part of a data branch', parts.object_type)
    from parts
    where parts.relkind <> case parts.object_type when 'view' then 'v' else 'r' end::"char"
    union all
    select parts.identity, format(
        'it belongs to %s, and the table to %s', parts.relowner::regrole, parts.owner::regrole
    )
    from parts
    where parts.relowner <> parts.owner
    union all
    select parts.identity, 'it is not stored like the table: temporary, unlogged, with options or row security'
    from parts
    where parts.relpersistence <> 'p' or parts.reloptions is not null or parts.has_row_security
    union all
    select parts.identity, 'its columns are not the table''s'
    from parts
    join columns on columns.oid = parts.oid
    cross join expected
    where parts.part in ('own', 'base')
        -- Columns that the table got later stand behind the marker.
        and (columns.found is distinct from expected.of_table or not columns.has_marker)
    union all
    select parts.identity, format('it lacks the check %I of the table', k.conname)
    from parts
    join pg_constraint as k on k.conrelid = (p_shape).table_oid and k.contype = 'c'
    where parts.part = 'own'
        and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)  -- from PostgreSQL 18
        and not exists (
            select from pg_constraint as o
            where o.conrelid = parts.oid and o.contype = 'c' and o.conname = k.conname
        )
    union all
    select parts.identity, format('%s %s hangs on it', hung.kind, hung.name)
    from parts
    cross join lateral (
        select 'index', i.indexrelid::regclass::text
        from pg_index as i
        where i.indrelid = parts.oid
            and not (i.indisprimary and i.indisvalid and i.indexprs is null and i.indpred is null)
        union all
        select 'statistics object', s.stxname from pg_statistic_ext as s where s.stxrelid = parts.oid
        union all
        select 'policy', p.polname from pg_policy as p where p.polrelid = parts.oid
        union all
        select 'rule', r.rulename
        from pg_rewrite as r
        where r.ev_class = parts.oid and not (parts.object_type = 'view' and r.rulename = '_RETURN')
        union all
        select 'child or parent', case parts.oid when i.inhrelid then i.inhparent else i.inhrelid end::regclass::text
        from pg_inherits as i
        where parts.oid in (i.inhrelid, i.inhparent)
        union all
        select 'constraint', k.conname
        from pg_constraint as k
        where k.confrelid = parts.oid
            or k.conrelid = parts.oid and k.contype <> all (
                case parts.part when 'own' then array['p', 'n', 'c'] else array['p', 'n'] end::"char"[]
            )
        union all
        select 'trigger', t.tgname
        from pg_trigger as t
        where t.tgrelid = parts.oid and not exists (
            select from pggit_internal.data_branch_objects() as o
            where o.object_type = 'trigger' and o.identity = format('%I on %s', t.tgname, parts.identity)
        )
    ) as hung (kind, name)
    union all
    select parts.identity, 'it has lost its primary key'
    from parts
    where parts.part in ('own', 'base')
        and not exists (select from pg_index as i where i.indrelid = parts.oid and i.indisprimary)
    union all
    -- Types, collations and a key's operators are the table's; nothing else has a place in the views.
    select parts.identity, format('it reads %s', pg_describe_object(d.refclassid, d.refobjid, 0))
    from parts
    join pg_rewrite as r on r.ev_class = parts.oid
    join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    where parts.object_type = 'view'
        and (
            d.refclassid = 'pg_class'::regclass
            and d.refobjid <> all (select p.oid from parts as p where p.part in ('own', 'base') or p.oid = parts.oid)
            or d.refclassid = 'pg_proc'::regclass
            and not exists (
                select from pg_proc as p
                join pg_namespace as n on n.oid = p.pronamespace
                where p.oid = d.refobjid and p.pronargs = 0
                    and (n.nspname, p.proname) = ((p_branch).schema_name, (p_branch).read_name)
            )
            or d.refclassid = 'pg_operator'::regclass
            and pggit_internal.operator_name(d.refobjid) <> all ((p_shape).key_operators)
        );
end
$$;

-- List the functions and triggers of a data branch that are not those that pggit makes.
create or replace function pggit_internal.routine_defects(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns table (object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_source text := pggit_internal.data_branch_relation(p_shape.table_oid, coalesce(p_branch.source_id, 0));
    v_write text := pggit_internal.write_body(p_branch, p_shape, v_source);
    v_checks text := pggit_internal.write_unique_checks(
        p_shape, format('%I.%I', p_branch.schema_name, p_branch.relation_name)
    );
begin
    return query
    select o.identity, case
        when p.oid is null then 'this function of a data branch is missing'
        when p.proowner <> t.relowner then format(
            'it belongs to %s, and the table to %s', p.proowner::regrole, t.relowner::regrole
        )
        else 'it is not the function that pggit makes'
    end
    from pggit_internal.data_branch_objects() as o
    join pg_class as t on t.oid = p_shape.table_oid
    left join pg_proc as p
        on p.pronamespace = t.relnamespace and p.proname = o.object_name and p.pronargs = 0
    left join pg_language as l on l.oid = p.prolang
    where o.branch_id = p_branch.id and o.object_type = 'function'
        and (
            p.oid is null
            or p.proowner <> t.relowner
            or (p.prokind, p.prosqlbody is null, p.prosecdef, l.lanname, p.proconfig) is distinct from (
                'f'::"char", true, o.part <> 'read', case o.part when 'read' then 'sql' else 'plpgsql' end::name,
                case when o.part <> 'read' then array['search_path=pg_catalog, pg_temp'] end
            )
            or case o.part
                when 'read' then p.prosrc <> pggit_internal.read_body(p_branch, p_shape, v_source)
                when 'save' then p.prosrc <> pggit_internal.save_body(p_branch, p_shape, v_source)
                -- The checks between hold expressions, which each version of the server writes its own way.
                else not starts_with(p.prosrc, left(v_write, strpos(v_write, v_checks || e'\n    return') - 1))
                    or right(p.prosrc, 20) <> right(v_write, 20)
            end
        );

    return query
    select o.identity, format('a call of it may mean %s', p.oid::regprocedure)
    from pggit_internal.data_branch_objects() as o
    join pg_namespace as n on n.nspname = o.schema_name
    join pg_proc as p on p.pronamespace = n.oid and p.proname = o.object_name and p.pronargs > 0
    where o.branch_id = p_branch.id and o.object_type = 'function';

    return query
    select o.identity, case
        when t.oid is null then 'this trigger of a data branch is missing'
        else 'this trigger is not enabled for all, or not the one that pggit makes'
    end
    from pggit_internal.data_branch_objects() as o
    left join pg_namespace as n on n.nspname = o.schema_name
    left join pg_class as c on c.relnamespace = n.oid and c.relname = o.relation_name
    left join pg_trigger as t on t.tgrelid = c.oid and t.tgname = o.object_name
    left join pg_proc as p on p.oid = t.tgfoid
    left join pg_namespace as pn on pn.oid = p.pronamespace
    where o.branch_id = p_branch.id and o.object_type = 'trigger'
        and (
            t.oid is null
            or t.tgenabled <> case
                when c.relkind = 'v' then 'O' when t.tgtype::integer & 1 = 1 then 'R' else 'A'
            end::"char"
            or t.tgqual is not null
            or array[pn.nspname, p.proname]::text[] is distinct from case o.part
                when 'lock' then array['pggit_internal', 'lock_written_branch']
                when 'write' then array[p_branch.schema_name, p_branch.write_name]::text[]
                else array[p_branch.schema_name, p_branch.save_name]::text[]
            end
        );
end
$$;

-- List what is not as pggit made it about a data branch; no row where all of it is. The table may be
-- anybody's: this runs nothing of it.
create or replace function pggit_internal.overlay_defects(p_branch pggit.data_branches)
returns table (object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_shape pggit_internal.shape;
begin
    select s.* into v_shape
    from pggit_internal.table_shape(
        pggit_internal.relation_oid(p_branch.schema_name, p_branch.table_name, 'r')
    ) as s;
    if not found then
        return query
        select
            format('%I.%I', p_branch.schema_name, p_branch.table_name),
            format('data branch %s is of a table that does not exist, or has no primary key', quote_literal(p_branch.branch_name));
        return;
    end if;
    return query
    select d.object, d.detail from pggit_internal.relation_defects(p_branch, v_shape) as d
    union all
    select d.object, d.detail from pggit_internal.routine_defects(p_branch, v_shape) as d;

    return query
    select
        format('%I.%I', p_branch.schema_name, p_branch.table_name),
        format('its owner %s may not use schema %I, so its rows cannot be kept', t.relowner::regrole, p_branch.schema_name)
    from pg_class as t
    where t.oid = v_shape.table_oid and not has_schema_privilege(t.relowner, t.relnamespace, 'USAGE');
end
$$;

-- Raise VC004 where a data branch, or one that it comes from, is not as pggit made it. Called before
-- anything of them is read, with the locks that keep it so.
create or replace function pggit_internal.check_overlays(p_ids integer[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_defect record;
begin
    select d.object, d.detail into v_defect
    from pggit.data_branches as b
    cross join lateral pggit_internal.overlay_defects(b) as d
    where b.id = any (p_ids)
    order by b.id
    limit 1;
    if found then
        perform pggit_internal.raise_corrupt(format('%s: %s', v_defect.object, v_defect.detail));
    end if;
end
$$;
