-- An enum, composite, domain or range type.
create or replace function pggit_internal.type_definition(p_type oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'kind', t.typtype,
            'labels', case when t.typtype = 'e' then (
                select jsonb_agg(e.enumlabel order by e.enumsortorder)
                from pg_enum as e
                where e.enumtypid = t.oid
            ) end,
            'columns', case when t.typtype = 'c' then pggit_internal.column_definitions(t.typrelid, (
                select jsonb_object_agg(d.objsubid, d.description)
                from pg_description as d
                where d.objoid = t.typrelid and d.classoid = 'pg_class'::regclass
            )) end,
            'base', case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
            'collation', case
                when t.typtype = 'd' and t.typcollation not in (0, 'pg_catalog."default"'::regcollation)
                then t.typcollation::regcollation::text
            end,
            'not_null', nullif(t.typnotnull, false),
            'not_nulls', parts.not_nulls,
            -- Not typdefault, which was written under the search_path of whoever made the domain.
            'default', pg_get_expr(t.typdefaultbin, 0),
            'constraints', parts.constraints,
            'range', case when t.typtype = 'r' then pggit_internal.range_definition(t.oid) end,
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = t.oid and d.classoid = 'pg_type'::regclass and d.objsubid = 0
            )
        ))
        from pg_type as t
        cross join lateral pggit_internal.constraint_definitions(0, t.oid) as parts
        where t.oid = p_type and t.typtype in ('c', 'd', 'e', 'r')
    );
end
$$;

create or replace function pggit_internal.range_definition(p_type oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'subtype', format_type(r.rngsubtype, null),
            'class', quote_ident(n.nspname) || '.' || quote_ident(o.opcname),
            'collation', nullif(r.rngcollation, 0)::regcollation::text,
            'canonical', nullif(r.rngcanonical::oid, 0)::regprocedure::text,
            'difference', nullif(r.rngsubdiff::oid, 0)::regprocedure::text,
            'multirange', r.rngmultitypid::regtype::text
        ))
        from pg_range as r
        join pg_opclass as o on o.oid = r.rngsubopc
        join pg_namespace as n on n.oid = o.opcnamespace
        where r.rngtypid = p_type
    );
end
$$;
