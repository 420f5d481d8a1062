-- The object that a catalog entry belongs to, in the sense of pggit: an index, constraint, trigger,
-- policy, rule, default or identity sequence belongs to its table, a domain's constraint to the domain,
-- a composite type's relation to the type. No row for what is not tracked: temporary objects, toast, system
-- schemas, pggit itself, members of extensions, and what data branches are made of.
create or replace function pggit_internal.tracked_root(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_class oid := p_classid;
    v_object oid := p_objid;
    v_schema oid;
    v_is_tracked boolean;
    v_kind "char";
    v_type oid;
    v_parent oid;
begin
    if v_class = 'pg_constraint'::regclass then
        select
            case when c.conrelid <> 0 then 'pg_class'::regclass else 'pg_type'::regclass end::oid,
            case when c.conrelid <> 0 then c.conrelid else c.contypid end
        into v_class, v_object
        from pg_constraint as c
        where c.oid = p_objid;
    elsif v_class = 'pg_trigger'::regclass then
        v_class := 'pg_class'::regclass;
        select t.tgrelid into v_object from pg_trigger as t where t.oid = p_objid;
        if (
            select pggit_internal.is_of_data_branch('pg_proc'::regclass, t.tgfoid)
            from pg_trigger as t
            where t.oid = p_objid
        ) then
            return;
        end if;
    elsif v_class = 'pg_policy'::regclass then
        v_class := 'pg_class'::regclass;
        select p.polrelid into v_object from pg_policy as p where p.oid = p_objid;
    elsif v_class = 'pg_rewrite'::regclass then
        v_class := 'pg_class'::regclass;
        select r.ev_class into v_object from pg_rewrite as r where r.oid = p_objid;
    elsif v_class = 'pg_attrdef'::regclass then
        v_class := 'pg_class'::regclass;
        select d.adrelid into v_object from pg_attrdef as d where d.oid = p_objid;
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
        if v_kind in ('i', 'I') then
            select i.indrelid into v_object from pg_index as i where i.indexrelid = v_object;
        elsif v_kind = 'S' then
            select d.refobjid into v_parent
            from pg_depend as d
            where d.classid = 'pg_class'::regclass and d.objid = v_object
                and d.deptype = 'i' and d.refclassid = 'pg_class'::regclass;
            v_object := coalesce(v_parent, v_object);
        elsif v_kind = 'c' then
            v_class := 'pg_type'::regclass;
            v_object := v_type;
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
    else
        return;
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
    then
        classid := v_class;
        objid := v_object;
        return next;
    end if;
end
$$;
