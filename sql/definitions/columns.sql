-- The columns of a relation in order, as an array of objects. Dropped columns leave no trace.
--
-- A default that is nextval() of the sequence that the column owns is written as "serial", because the
-- sequence's name tells how the column came to be (create under this name, or rename) and not what it is.
-- An identity without a sequence is a partition's: it is the whole table's (since 17) and not told again.
create or replace function pggit_internal.column_definitions(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_has_comments boolean := exists (
        select from pg_description as d
        where d.objoid = p_relation and d.classoid = 'pg_class'::regclass and d.objsubid > 0
    );
begin
    return (
        select coalesce(jsonb_strip_nulls(jsonb_agg(jsonb_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'collation', case
                when a.attcollation not in (0, 'pg_catalog."default"'::regcollation)
                then a.attcollation::regcollation::text
            end,
            'not_null', nullif(a.attnotnull, false),
            'comment', case when v_has_comments then (
                select d.description
                from pg_description as d
                where d.objoid = a.attrelid and d.classoid = 'pg_class'::regclass and d.objsubid = a.attnum
            ) end,
            'default', case when a.atthasdef and a.attgenerated = '' then (
                select case
                    when expression.text like 'nextval(%' and exists (
                        select
                        from pg_depend as d
                        where d.refclassid = 'pg_class'::regclass
                            and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                            and d.classid = 'pg_class'::regclass and d.deptype = 'a'
                            and expression.text = format('nextval(%L::regclass)', d.objid::regclass::text)
                    ) then 'serial'
                    else expression.text
                end
                from (
                    select pg_get_expr(d.adbin, d.adrelid) as text
                    from pg_attrdef as d
                    where d.adrelid = a.attrelid and d.adnum = a.attnum
                    offset 0  -- deparsed once
                ) as expression
            ) end,
            'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
            'expression', case when a.attgenerated <> '' then (
                select pg_get_expr(d.adbin, d.adrelid)
                from pg_attrdef as d
                where d.adrelid = a.attrelid and d.adnum = a.attnum
            ) end,
            'identity', case when a.attidentity <> '' then (
                select jsonb_build_object(
                    'kind', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
                    'sequence', pggit_internal.sequence_definition(d.objid)
                )
                from pg_depend as d
                where d.refclassid = 'pg_class'::regclass
                    and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                    and d.classid = 'pg_class'::regclass and d.deptype = 'i'
            ) end
        ) order by a.attnum)), '[]')
        from pg_attribute as a
        where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
    );
end
$$;
