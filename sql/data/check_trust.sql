-- What reading or writing a table runs of its owner's: expressions of indexes and statistics (folded when a
-- query is planned), checks, triggers, casts. A superuser who reads it lends that code his rights, and SET
-- ROLE is no help: the code may RESET ROLE.

-- Return whether a role is a superuser, or a member of one that it could become by SET ROLE.
create or replace function pggit_internal.can_be_superuser(p_role name)
returns boolean
language sql
stable
begin atomic
    select exists (
        select from pg_roles as r where r.rolsuper and pg_has_role(p_role, r.oid, 'MEMBER')
    );
end;

-- Return whether a role that is not a superuser owns code that the planner may run for a query on a table:
-- in an index, in a statistics object, in a virtual column, or as an operator with the name of the primary
-- key's. What an extension installed belongs to a superuser.
create or replace function pggit_internal.has_code_of_others(p_table oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select
        from (
            select 'pg_class'::regclass as classid, i.indexrelid as objid from pg_index as i where i.indrelid = p_table
            union all
            select 'pg_statistic_ext'::regclass, s.oid from pg_statistic_ext as s where s.stxrelid = p_table
            union all
            select 'pg_attrdef'::regclass, v.oid
            from pg_attrdef as v
            join pg_attribute as a on a.attrelid = v.adrelid and a.attnum = v.adnum
            where v.adrelid = p_table and a.attgenerated = 'v'
        ) as part
        join pg_depend as d on d.classid = part.classid and d.objid = part.objid
        left join pg_operator as o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
        left join pg_proc as f on f.oid in (case when d.refclassid = 'pg_proc'::regclass then d.refobjid end, o.oprcode)
        left join pg_type as t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
        left join pg_opclass as c on d.refclassid = 'pg_opclass'::regclass and c.oid = d.refobjid
        join pg_roles as r on r.oid in (o.oprowner, f.proowner, t.typowner, c.opcowner)
        where not r.rolsuper
    ) or exists (
        select
        from pg_index as i
        cross join lateral unnest(i.indclass::oid[]) as k (opclass)
        join pg_opclass as c on c.oid = k.opclass
        join pg_amop as m on m.amopfamily = c.opcfamily and m.amopstrategy = 3
        join pg_operator as named on named.oid = m.amopopr
        join pg_operator as o on o.oprnamespace = named.oprnamespace and o.oprname = named.oprname
        left join pg_proc as f on f.oid = o.oprcode
        join pg_roles as r on r.oid in (o.oprowner, f.proowner)
        where i.indrelid = p_table and i.indisprimary and not r.rolsuper
    );
end
$$;

-- Raise 42501 where the caller is a superuser and the table's owner is not.
create or replace function pggit_internal.check_trust(p_table oid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_owner name;
begin
    select r.rolname into v_owner
    from pg_class as c
    join pg_roles as r on r.oid = c.relowner
    where c.oid = p_table and not r.rolsuper and pggit_internal.can_be_superuser(current_user);
    if found then
        raise exception 'table % belongs to %, whose code would run with the rights of a superuser',
            p_table::regclass, quote_ident(v_owner)
            using errcode = '42501',
                hint = format(
                    'Connect as %I. After SET ROLE it works too, but hostile code could RESET ROLE.', v_owner
                );
    end if;
end
$$;
