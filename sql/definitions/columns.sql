-- The columns of a relation in order, as an array of objects. Dropped columns leave no trace. p_comments: the
-- comments on the relation's columns by their number.
--
-- A default that is nextval() of the sequence that the column owns is written as "serial", because the
-- sequence's name tells how the column came to be (create under this name, or rename) and not what it is.
-- An identity without a sequence is a partition's: it is the whole table's (since 17) and not told again.
create or replace function pggit_internal.column_definitions(p_relation oid, p_comments jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
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
            'comment', p_comments -> a.attnum::text,
            case when a.attgenerated = '' then 'default' else 'expression' end, case when a.atthasdef then (
                select case
                    when e.expression like 'nextval(%'
                        and pggit_internal.is_serial(a.attrelid, a.attnum, e.expression)
                    then 'serial'
                    else e.expression
                end
                from (
                    -- A default mentions no column; to name the table's would take the square of their number.
                    select pg_get_expr(d.adbin, case when a.attgenerated = '' then 0 else d.adrelid end)
                    from pg_attrdef as d
                    where d.adrelid = a.attrelid and d.adnum = a.attnum
                    offset 0  -- deparsed once
                ) as e (expression)
            ) end,
            'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
            'identity', case when a.attidentity <> ''
                then pggit_internal.identity_definition(a.attrelid, a.attnum, a.attidentity) end
        ))), '[]')
        from (
            select *
            from pg_attribute as a
            where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
            order by a.attnum  -- as the index gives them
        ) as a
    );
end
$$;

-- Whether a default calls nextval() of the one sequence that its column owns. Of several, the default's text
-- says which.
create or replace function pggit_internal.is_serial(p_relation oid, p_column smallint, p_default text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select count(*) = 1 and bool_and(p_default = format('nextval(%L::regclass)', s.seqrelid::regclass::text))
        from pg_depend as d
        join pg_sequence as s on s.seqrelid = d.objid
        where d.refclassid = 'pg_class'::regclass and d.refobjid = p_relation and d.refobjsubid = p_column
            and d.classid = 'pg_class'::regclass and d.deptype = 'a'
    );
end
$$;

-- An identity column's kind and sequence; null where the sequence is another table's.
create or replace function pggit_internal.identity_definition(
    p_relation oid, p_column smallint, p_kind text
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_build_object(
            'kind', case p_kind when 'a' then 'always' when 'd' then 'by default' end,
            'sequence', pggit_internal.sequence_definition(d.objid)
        )
        from pg_depend as d
        where d.refclassid = 'pg_class'::regclass and d.refobjid = p_relation and d.refobjsubid = p_column
            and d.classid = 'pg_class'::regclass and d.deptype = 'i'
    );
end
$$;
