-- A view or materialized view: its columns, its query as the server writes it, its indexes.
create or replace function pggit_internal.view_definition(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'columns', pggit_internal.column_definitions(c.oid),
        'query', pg_get_viewdef(c.oid),
        'options', (select jsonb_agg(o order by o) from unnest(c.reloptions) as o where c.relkind = 'v'),
        'indexes', nullif(pggit_internal.index_definitions(c.oid), '{}'),
        'triggers', nullif(pggit_internal.trigger_definitions(c.oid), '{}'),
        'comment', obj_description(c.oid, 'pg_class')
    ))
    from pg_class as c
    where c.oid = p_relation and c.relkind in ('v', 'm')
$$;
