-- The object that a catalog entry belongs to, in the sense of pggit: an index, constraint, trigger, policy,
-- rule, default or identity sequence belongs to its table, a domain's constraint to the domain, a composite
-- type's relation to the type. No row for what is not tracked: temporary objects and what goes with them,
-- toast, system schemas, pggit itself, members of extensions, and what data branches are made of.
create or replace function pggit_internal.tracked_root(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
rows 1  -- at most: what is planned for 1,000 would be compiled by JIT, for milliseconds
set search_path = pg_catalog, pg_temp
as $$
declare
    v_class oid := p_classid;
    v_object oid := p_objid;
    v_schema oid;
    v_is_tracked boolean;
    v_kind "char";
    v_type oid;
begin
    if v_class in (
        'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass,
        'pg_attrdef'::regclass
    ) then
        select w.classid, w.objid into v_class, v_object
        from pggit_internal.whole_of(p_classid, p_objid) as w;
    end if;

    if v_class = 'pg_class'::regclass then
        select
            c.relkind, c.reltype, c.relnamespace,
            c.relpersistence <> 't' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'c')
        into v_kind, v_type, v_schema, v_is_tracked
        from pg_class as c
        where c.oid = v_object;
        -- An index leads to its table, and so does an identity column's sequence; a composite type's
        -- relation to the type.
        if v_kind in ('i', 'I', 'S', 'c') then
            select
                case v_kind when 'c' then 'pg_type'::regclass else v_class end,
                coalesce(
                    (select i.indrelid from pg_index as i where i.indexrelid = v_object),
                    (
                        select d.refobjid
                        from pg_depend as d
                        where v_kind = 'S' and d.classid = 'pg_class'::regclass and d.objid = v_object
                            and d.deptype = 'i' and d.refclassid = 'pg_class'::regclass
                    ),
                    case v_kind when 'c' then v_type else v_object end
                )
            into v_class, v_object;
        end if;
    elsif v_class = 'pg_type'::regclass then
        -- A multirange leads to its range.
        select coalesce(
            (select r.rngtypid from pg_range as r where r.rngmultitypid = v_object), v_object
        ) into v_object;
        select t.typnamespace, t.typtype in ('d', 'e', 'r') or t.typtype = 'c' and c.relkind = 'c'
        into v_schema, v_is_tracked
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.oid = v_object;
    elsif v_class = 'pg_proc'::regclass then
        select p.pronamespace, true into v_schema, v_is_tracked from pg_proc as p where p.oid = v_object;
    elsif v_class = 'pg_namespace'::regclass then
        v_schema := v_object;
        v_is_tracked := true;
    end if;

    if v_is_tracked
        and pggit_internal.is_tracked_schema(v_schema)
        and not exists (
            select
            from pg_depend as d
            where d.classid = v_class and d.objid = v_object
                -- The constructors of a range are part of the range.
                and (d.deptype = 'e' or d.deptype = 'i' and v_class = 'pg_proc'::regclass)
        )
        and (
            not exists (select from pggit.data_branches)
            or not pggit_internal.is_of_data_branch(v_class, v_object)
        )
        -- What is made needs something temporary of no other session.
        and (pg_my_temp_schema() = 0 or not pggit_internal.is_temporary(v_class, v_object))
    then
        classid := v_class;
        objid := v_object;
        return next;
    end if;
end
$$;

-- The table, view or domain that a part belongs to: a constraint, trigger, policy, rule or default. No row
-- for other catalogs, and none for a data branch's trigger, which belongs to the branch.
create or replace function pggit_internal.whole_of(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select 'pg_class'::regclass::oid, c.conrelid
    from pg_constraint as c
    where p_classid = 'pg_constraint'::regclass and c.oid = p_objid and c.conrelid <> 0
    union all
    select 'pg_type'::regclass, c.contypid
    from pg_constraint as c
    where p_classid = 'pg_constraint'::regclass and c.oid = p_objid and c.conrelid = 0
    union all
    select 'pg_class'::regclass, t.tgrelid
    from pg_trigger as t
    where p_classid = 'pg_trigger'::regclass and t.oid = p_objid
        and not pggit_internal.is_of_data_branch('pg_proc'::regclass, t.tgfoid)
    union all
    select 'pg_class'::regclass, p.polrelid
    from pg_policy as p
    where p_classid = 'pg_policy'::regclass and p.oid = p_objid
    union all
    select 'pg_class'::regclass, r.ev_class
    from pg_rewrite as r
    where p_classid = 'pg_rewrite'::regclass and r.oid = p_objid
    union all
    select 'pg_class'::regclass, d.adrelid
    from pg_attrdef as d
    where p_classid = 'pg_attrdef'::regclass and d.oid = p_objid;
end
$$;
