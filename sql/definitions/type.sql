-- An enum, composite, domain or range type.
create or replace function pggit_internal.type_definition(p_type oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'kind', t.typtype,
        'labels', (
            select jsonb_agg(e.enumlabel order by e.enumsortorder)
            from pg_enum as e
            where e.enumtypid = t.oid
        ),
        'columns', case when t.typtype = 'c' then pggit_internal.column_definitions(t.typrelid) end,
        'base', case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
        'not_null', case when t.typnotnull then true end,
        'default', t.typdefault,
        'constraints', case when t.typtype = 'd'
            then nullif(pggit_internal.constraint_definitions(0, t.oid), '{}') end,
        'subtype', (select format_type(r.rngsubtype, null) from pg_range as r where r.rngtypid = t.oid),
        'comment', obj_description(t.oid, 'pg_type')
    ))
    from pg_type as t
    where t.oid = p_type and t.typtype in ('c', 'd', 'e', 'r')
$$;
