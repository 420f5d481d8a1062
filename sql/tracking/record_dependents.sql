-- Return what an object is mentioned as: a table's columns are used through the table, its rows through its
-- type or an array of it, or through a function that returns them.
create or replace function pggit_internal.mentioned_as(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
rows 5
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type oid := case p_classid
        when 'pg_type'::regclass then p_objid
        when 'pg_class'::regclass then (select c.reltype from pg_class as c where c.oid = p_objid)
    end;
begin
    return query
    select p_classid, p_objid
    union
    select part.classid, part.objid
    from pg_type as t
    cross join lateral (values
        ('pg_type'::regclass::oid, t.oid),
        ('pg_type'::regclass, t.typarray),
        ('pg_class'::regclass, t.typrelid)
    ) as part (classid, objid)
    where t.oid = v_type and part.objid <> 0
    union
    select 'pg_type'::regclass, r.rngmultitypid from pg_range as r where r.rngtypid = v_type
    union
    select d.classid, d.objid
    from pg_depend as d
    join pg_proc as p on p.oid = d.objid and p.prorettype = v_type
    where d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_type'::regclass and d.refobjid = v_type;
end
$$;

-- What mentions an object by its name: a view, a foreign key, a trigger, a column's type, a routine's
-- signature; also what moves with it, as a serial column's sequence does with its table and everything with
-- its schema.
create or replace function pggit_internal.dependents(p_classid oid, p_objid oid)
returns table (classid oid, objid oid)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select distinct root.classid, root.objid
    from pggit_internal.mentioned_as(p_classid, p_objid) as named
    join pg_depend as d on d.refclassid = named.classid and d.refobjid = named.objid
    cross join lateral pggit_internal.tracked_root(d.classid, d.objid) as root
    where (root.classid, root.objid) <> (p_classid, p_objid);
end
$$;

-- Record anew what mentions an object, after the object or a part of it got another name. No event reports
-- these.
create or replace function pggit_internal.record_dependents(
    p_classid oid, p_objid oid, p_command_tag text, p_ddl text, p_renamed_from text, p_renamed_to text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pggit_internal.record_change(
        dependent.classid, dependent.objid, p_command_tag, p_ddl, p_renamed_from, p_renamed_to
    )
    from pggit_internal.related('dependents', p_classid, p_objid) as dependent;
end
$$;
