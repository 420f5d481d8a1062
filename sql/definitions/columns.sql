-- The columns of a relation in order, as an array of objects. Dropped columns leave no trace.
--
-- A default that is nextval() of the sequence that the column owns is written as "serial", because the
-- sequence's name tells how the column came to be (create under this name, or rename) and not what it is.
create or replace function pggit_internal.column_definitions(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_agg(
        jsonb_strip_nulls(jsonb_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'collation', case
                when a.attcollation <> t.typcollation
                then quote_ident(cn.nspname) || '.' || quote_ident(c.collname)
            end,
            'not_null', case when a.attnotnull then true end,
            'default', case when a.attgenerated = '' then coalesce(
                case when s.owned is not null and pg_get_expr(d.adbin, d.adrelid)
                    = format('nextval(%L::regclass)', s.owned::regclass::text) then 'serial' end,
                pg_get_expr(d.adbin, d.adrelid)
            ) end,
            'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
            'sequence', case when a.attidentity <> '' then (
                select pggit_internal.sequence_definition(dep.objid)
                from pg_depend as dep
                where dep.refclassid = 'pg_class'::regclass
                    and dep.refobjid = a.attrelid and dep.refobjsubid = a.attnum
                    and dep.classid = 'pg_class'::regclass and dep.deptype = 'i'
            ) end,
            'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
            'expression', case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end,
            'comment', col_description(a.attrelid, a.attnum)
        ))
        order by a.attnum
    ), '[]')
    from pg_attribute as a
    join pg_type as t on t.oid = a.atttypid
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_collation as c on c.oid = a.attcollation
    left join pg_namespace as cn on cn.oid = c.collnamespace
    left join lateral (
        select dep.objid as owned
        from pg_depend as dep
        where d.oid is not null
            and dep.refclassid = 'pg_class'::regclass
            and dep.refobjid = a.attrelid and dep.refobjsubid = a.attnum
            and dep.classid = 'pg_class'::regclass and dep.deptype = 'a'
            and exists (select from pg_class as q where q.oid = dep.objid and q.relkind = 'S')
        limit 1
    ) as s on true
    where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
$$;
