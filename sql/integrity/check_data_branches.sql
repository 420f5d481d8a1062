-- fsck of data branches: that every part is there, as pggit made it and at work, and that there is none
-- without its branch.
create or replace function pggit_internal.check_data_branches()
returns table (severity text, check_name text, object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Whether the registry has lost a branch. Only then may parts be without theirs: names and comments
    -- like theirs can be given by anybody.
    v_is_lost boolean := exists (
        select
        from (
            select distinct on (l.row_key) l.row_key, l.row_hash
            from pggit_internal.ledger as l
            where l.table_name = 'data_branches'
            order by l.row_key, l.id desc
        ) as entered
        where entered.row_hash is not null
            and not exists (select from pggit.data_branches as b where b.id::text = entered.row_key)
    );
    v_branch pggit.data_branches;
    v_defect record;
    v_defective integer[] := array[]::integer[];
begin
    if not v_is_lost and not exists (select from pggit.data_branches) then
        return;  -- most repositories, for which the queries below would only be planned
    end if;

    return query
    select 'error', 'data_branch', b.id::text, 'a name is missing in the entry of this data branch'
    from pggit.data_branches as b
    where num_nulls(b.schema_name, b.table_name, b.relation_name, b.stem) > 0;
    if found then
        return;  -- nobody can tell whose parts the others are
    end if;

    for v_defect in
        select b.id, d.object, d.detail
        from pggit.data_branches as b
        cross join lateral pggit_internal.overlay_defects(b) as d
    loop
        v_defective := v_defective || v_defect.id;
        return query select 'error', 'data_branch', v_defect.object, v_defect.detail;
    end loop;

    return query
    select 'error', 'data_branch', w.identity, format(
        case when w.is_missing then '%s may not %s it, unlike the table' else '%s may %s it, unlike the table' end,
        w.grantee, w.privilege
    )
    from pggit_internal.wrong_rights as w;

    return query
    select 'error', 'data_branch', i.identity, 'this trigger has no data branch'
    from pg_trigger as t
    join pg_class as c on c.oid = t.tgrelid
    join pg_proc as p on p.oid = t.tgfoid
    cross join lateral pg_identify_object('pg_trigger'::regclass, t.oid, 0) as i
    where v_is_lost
        and i.identity is not null  -- not dropped since this query began
        and (
            p.proname = 'lock_written_branch' and p.pronamespace = 'pggit_internal'::regnamespace
            or obj_description(p.oid, 'pg_proc') like 'pggit: data branch %'
        )
        and not exists (
            select from pggit_internal.data_branch_objects as o
            where o.object_type = 'trigger' and o.identity = i.identity
        );

    return query
    select 'error', 'orphaned_overlay', i.identity, format('this %s has no data branch', i.type)
    from pg_description as d
    cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
    where d.classoid in ('pg_class'::regclass, 'pg_proc'::regclass)
        and d.objsubid = 0
        and v_is_lost
        and d.description like 'pggit: data branch %'
        and i.identity is not null  -- not dropped since this query began
        and not pggit_internal.is_of_data_branch(d.classoid, d.objoid);

    for v_branch in
        select b.* from pggit.data_branches as b
        where not pggit_internal.data_branch_path(b.id) && v_defective
    loop
        return query
        select 'error', 'orphaned_overlay', r.object, format('a row hides one that its source never had: %s', r.keys)
        from pggit_internal.rows_that_hide_nothing(v_branch) as r;
    end loop;
end
$$;

-- Lock what fsck is going to read of a data branch, so that it stays what it was when it was looked at;
-- returns whether the names still stand for the same relations. A branch that is being dropped needs no
-- look. VOLATILE, because others may not lock.
create or replace function pggit_internal.holds_still(p_relations text[], p_oids oid[])
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- 55P03 where a table is locked against readers: whoever has it may be waiting for this transaction.
set lock_timeout = '1ms'
as $$
begin
    execute format('lock table only %s in access share mode', array_to_string(p_relations, ', only '));
    return array(select to_regclass(r.name)::oid from unnest(p_relations) as r (name)) = p_oids;
exception when undefined_table or wrong_object_type then
    return false;
end
$$;

-- List the keys of a data branch's own rows that hide a row which its source never had. Only for a branch
-- whose parts, and those of the branches that it comes from, are as pggit made them. Reads rows with the
-- caller's rights. A superuser's rights go nowhere near what another role's code could be planned into: the
-- rows of such a branch are for its owner's fsck to look at.
create or replace function pggit_internal.rows_that_hide_nothing(p_branch pggit.data_branches)
returns table (object text, keys text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- The planner would fold what is in CHECK constraints.
set constraint_exclusion = off
as $$
declare
    v_relations text[];
    v_oids oid[];
    v_shape pggit_internal.shape;
    v_path integer[] := array_remove(pggit_internal.data_branch_path(p_branch.id), 0);
    v_table oid := pggit_internal.relation_oid(p_branch.schema_name, p_branch.table_name, 'r');
begin
    -- The branch, those that it comes from, and the table.
    select array_agg(part.name order by part.name), array_agg(part.oid order by part.name)
    into v_relations, v_oids
    from (
        select format('%I.%I', n.nspname, c.relname), c.oid
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.oid = v_table
        union
        select o.identity, c.oid
        from pggit_internal.data_branch_objects as o
        join pg_namespace as n on n.nspname = o.schema_name
        join pg_class as c on c.relnamespace = n.oid and c.relname = o.object_name
        where o.branch_id = any (v_path) and o.object_type in ('view', 'table')
    ) as part (name, oid);
    if v_table is null
        or (
            (pggit_internal.can_be_superuser(current_user) or pggit_internal.can_be_superuser(session_user))
            and (
                not (select r.rolsuper from pg_class as c join pg_roles as r on r.oid = c.relowner where c.oid = v_table)
                or pggit_internal.has_code_of_others(v_table)
            )
        )
        or not has_schema_privilege((select c.relnamespace from pg_class as c where c.oid = v_table), 'USAGE')
        or exists (select from unnest(v_oids) as r (oid) where not has_table_privilege(r.oid, 'SELECT'))
        or not pggit_internal.holds_still(v_relations, v_oids)
    then
        return;
    end if;
    select s.* into v_shape from pggit_internal.table_shape(v_table) as s;
    object := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    for keys in execute format(
        'select row(%1$s)::text from only %2$s as k where k.%3$s and case
            when exists (select from only %4$s as b where %5$s)
                then exists (select from only %4$s as b where %5$s and b.%3$s)
            else not exists (select from only %6$s as s where %7$s)
        end',
        -- Not as JSON: a type's cast to it would be its owner's code, run with our rights.
        pggit_internal.each_column(v_shape.key_columns, 'k.%s'),
        object,
        v_shape.marker,
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        pggit_internal.same_key(v_shape, 'b', 'k'),
        pggit_internal.data_branch_relation(v_table, coalesce(p_branch.source_id, 0)),
        pggit_internal.same_key(v_shape, 's', 'k')
    )
    loop
        return next;
    end loop;
end
$$;
