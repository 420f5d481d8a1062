-- These indexes by name, null for none. Each is written column by column, because pg_get_indexdef() of the
-- whole writes the table's name and storage parameters, which do not count. Those of an operator class
-- (siglen = 100) do. One query for all: to start it takes longer than to describe one index more.
create or replace function pggit_internal.index_definitions(p_indexes oid[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(c.relname, jsonb_strip_nulls(jsonb_build_object(
            'method', m.amname,
            'unique', nullif(i.indisunique, false),
            'nulls_not_distinct', nullif(i.indnullsnotdistinct, false),
            'invalid', nullif(not i.indisvalid, false),
            'keys', (
                select jsonb_agg(
                    jsonb_build_object(
                        'key', pggit_internal.relative(a.key, quote_ident(t.relname)),
                        'class', case when a.attnum <= i.indnkeyatts then (
                            select quote_ident(n.nspname) || '.' || quote_ident(o.opcname)
                            from pg_opclass as o
                            join pg_namespace as n on n.oid = o.opcnamespace
                            where o.oid = i.indclass[a.attnum - 1]
                        ) end,
                        'class_settings', to_jsonb(a.attoptions),
                        'collation', case
                            when a.attnum <= i.indnkeyatts
                                and i.indcollation[a.attnum - 1] not in (
                                    0, 'pg_catalog."default"'::regcollation
                                )
                            then i.indcollation[a.attnum - 1]::regcollation::text
                        end,
                        'order', case when a.attnum <= i.indnkeyatts
                            then nullif(i.indoption[a.attnum - 1], 0)
                        end
                    )
                    order by a.attnum
                )
                from (
                    select a.attnum, a.attoptions, pg_get_indexdef(i.indexrelid, a.attnum, false) as key
                    from pg_attribute as a
                    where a.attrelid = i.indexrelid
                    offset 0  -- each is written once
                ) as a
            ),
            'key_columns', i.indnkeyatts,
            'predicate', case when i.indpred is not null then pggit_internal.relative(
                pg_get_expr(i.indpred, i.indrelid), quote_ident(t.relname)
            ) end,
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = i.indexrelid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
            )
        )))
        from pg_index as i
        join pg_class as c on c.oid = i.indexrelid
        join pg_class as t on t.oid = i.indrelid
        join pg_am as m on m.oid = c.relam
        where i.indexrelid = any (p_indexes)
    );
end
$$;

-- One index.
create or replace function pggit_internal.index_definition(p_index oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return jsonb_path_query_first(pggit_internal.index_definitions(array[p_index]), '$.*');
end
$$;
