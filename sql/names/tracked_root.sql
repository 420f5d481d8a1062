-- The object that a catalog entry belongs to, in the sense of pggit: an index, constraint, trigger,
-- policy, rule, default or identity sequence belongs to its table, a domain's constraint to the domain,
-- a composite type's relation to the type. No row for what is not tracked: temporary objects, toast, system
-- schemas, pggit itself, and members of extensions.
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
begin
    if v_class = 'pg_constraint'::regclass then
        select
            case when c.conrelid <> 0 then 'pg_class'::regclass else 'pg_type'::regclass end,
            case when c.conrelid <> 0 then c.conrelid else c.contypid end
        into v_class, v_object
        from pg_constraint as c
        where c.oid = p_objid;
    elsif v_class = 'pg_trigger'::regclass then
        v_class := 'pg_class'::regclass;
        select t.tgrelid into v_object from pg_trigger as t where t.oid = p_objid;
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
        -- An index leads to its table, and so does an identity column's sequence; a composite type's
        -- relation to the type.
        select
            case when c.relkind = 'c' then 'pg_type'::regclass else v_class end,
            case c.relkind when 'c' then c.reltype else coalesce(i.indrelid, d.refobjid, c.oid) end,
            c.relnamespace
        into v_class, v_object, v_schema
        from pg_class as c
        left join pg_index as i on i.indexrelid = c.oid
        left join pg_depend as d on c.relkind = 'S'
            and d.classid = 'pg_class'::regclass and d.objid = c.oid
            and d.deptype = 'i' and d.refclassid = 'pg_class'::regclass
        where c.oid = v_object
            and c.relpersistence <> 't'
            and c.relkind in ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'c');
    elsif v_class = 'pg_type'::regclass then
        select t.typnamespace into v_schema
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.oid = v_object
            and (t.typtype in ('d', 'e', 'r') or t.typtype = 'c' and c.relkind = 'c');
    elsif v_class = 'pg_proc'::regclass then
        select p.pronamespace into v_schema from pg_proc as p where p.oid = v_object;
    elsif v_class = 'pg_namespace'::regclass then
        v_schema := v_object;
    end if;

    if v_schema is null or not pggit_internal.is_tracked_schema(v_schema) then
        return;
    end if;
    if exists (
        select from pg_depend as d
        where d.classid = v_class and d.objid = v_object
            -- The constructors of a range are part of the range.
            and (d.deptype = 'e' or d.deptype = 'i' and v_class = 'pg_proc'::regclass)
    ) then
        return;
    end if;
    classid := v_class;
    objid := v_object;
    return next;
end
$$;
