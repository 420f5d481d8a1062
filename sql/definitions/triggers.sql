-- The user's triggers of a table by name, without the table's own name.
create or replace function pggit_internal.trigger_definitions(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(
        t.tgname,
        jsonb_strip_nulls(jsonb_build_object(
            'definition', replace(
                pg_get_triggerdef(t.oid),
                ' ON ' || t.tgrelid::regclass::text || ' ',
                ' ON self '
            ),
            'enabled', case t.tgenabled
                when 'D' then 'never' when 'R' then 'replica' when 'A' then 'always'
            end,
            'comment', obj_description(t.oid, 'pg_trigger')
        ))
    ), '{}')
    from pg_trigger as t
    where t.tgrelid = p_relation and not t.tgisinternal
$$;
