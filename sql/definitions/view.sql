-- A view or materialized view: its columns, its query as the server writes it, its indexes. Whether a
-- materialized view is filled is data.
create or replace function pggit_internal.view_definition(p_relation oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'columns', pggit_internal.column_definitions(c.oid, d.comments),
            'query', pggit_internal.canonical_query(pg_get_viewdef(c.oid)),
            'options', case when c.relkind = 'v' then (
                select jsonb_agg(o.option order by o.option collate "C") from unnest(c.reloptions) as o (option)
            ) end,
            'indexes', case when c.relhasindex then pggit_internal.index_definitions(array(
                select i.indexrelid from pg_index as i where i.indrelid = c.oid and i.indisvalid
            )) end,
            'triggers', case when c.relhastriggers then pggit_internal.trigger_definitions(c.oid) end,
            'rules', case when c.relkind = 'v' then pggit_internal.rule_definitions(c.oid) end,
            'comment', d.comments -> '0'
        ))
        from pg_class as c
        cross join lateral (
            select jsonb_object_agg(d.objsubid, d.description)
            from pg_description as d
            where d.objoid = c.oid and d.classoid = 'pg_class'::regclass
        ) as d (comments)
        where c.oid = p_relation and c.relkind in ('v', 'm')
    );
end
$$;
