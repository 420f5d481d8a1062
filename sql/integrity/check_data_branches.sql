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
        cross join lateral pggit_internal.lasting_defects(b.id) as d
    loop
        v_defective := v_defective || v_defect.id;
        return query select 'error', 'data_branch', v_defect.object, v_defect.detail;
    end loop;

    return query
    select 'error', 'data_branch', w.identity, format(
        case when w.is_missing then '%s may not %s it, unlike the table' else '%s may %s it, unlike the table' end,
        w.grantee, w.privilege
    )
    from pggit_internal.wrong_rights() as w;

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
            select from pggit_internal.data_branch_objects() as o
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
        from pggit_internal.rows_that_hide_nothing(v_branch, current_setting('lock_timeout')) as r;
    end loop;
end
$$;
