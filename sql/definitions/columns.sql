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
begin
    return (
        select coalesce(jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object(
                'name', a.attname,
                'type', format_type(a.atttypid, a.atttypmod),
                'collation', case
                    when a.attcollation not in (0, 'pg_catalog."default"'::regcollation)
                    then a.attcollation::regcollation::text
                end,
                'not_null', nullif(a.attnotnull, false),
                'comment', (
                    select d.description
                    from pg_description as d
                    where d.objoid = a.attrelid and d.classoid = 'pg_class'::regclass
                        and d.objsubid = a.attnum
                )
            )) || coalesce(filled.how, '{}')
            order by a.attnum
        ), '[]')
        from pg_attribute as a
        -- "offset 0": not looked for where the column says that there is none, and deparsed once.
        left join lateral (
            select jsonb_strip_nulls(jsonb_build_object(
                'default', case when a.attgenerated = '' then coalesce(
                    case when expression.text like 'nextval(%' then (
                        select 'serial'
                        from pg_depend as d
                        where d.refclassid = 'pg_class'::regclass
                            and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                            and d.classid = 'pg_class'::regclass and d.deptype = 'a'
                            and expression.text = format('nextval(%L::regclass)', d.objid::regclass::text)
                    ) end,
                    expression.text
                ) end,
                'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
                'expression', case when a.attgenerated <> '' then expression.text end
            )) as how
            from (
                select pg_get_expr(d.adbin, d.adrelid) as text
                from pg_attrdef as d
                where a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum
                offset 0
            ) as expression
            union all
            select jsonb_build_object(
                'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
                'sequence', pggit_internal.sequence_definition(d.objid)
            )
            from pg_depend as d
            where a.attidentity <> ''
                and d.refclassid = 'pg_class'::regclass
                and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                and d.classid = 'pg_class'::regclass and d.deptype = 'i'
            offset 0
        ) as filled on true
        where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
    );
end
$$;
