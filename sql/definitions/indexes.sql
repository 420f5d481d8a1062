-- The indexes of a table by name, but for those that a constraint brings. Taken apart column by column,
-- because pg_get_indexdef() writes the table's name and storage parameters, which do not count.
create or replace function pggit_internal.index_definitions(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(
        c.relname,
        jsonb_strip_nulls(jsonb_build_object(
            'method', m.amname,
            'unique', case when i.indisunique then true end,
            'nulls_not_distinct', case when i.indnullsnotdistinct then true end,
            'invalid', case when not i.indisvalid then true end,
            'keys', (
                select jsonb_agg(
                    jsonb_strip_nulls(jsonb_build_object(
                        'key', pg_get_indexdef(i.indexrelid, k.position::integer, false),
                        'class', case when k.position <= i.indnkeyatts then (
                            select quote_ident(n.nspname) || '.' || quote_ident(o.opcname)
                            from pg_opclass as o
                            join pg_namespace as n on n.oid = o.opcnamespace
                            where o.oid = i.indclass[k.position - 1]
                        ) end,
                        'collation', case when k.position <= i.indnkeyatts then (
                            select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                            from pg_collation as l
                            join pg_namespace as n on n.oid = l.collnamespace
                            where l.oid = i.indcollation[k.position - 1]
                        ) end,
                        'order', case
                            when k.position <= i.indnkeyatts and i.indoption[k.position - 1] <> 0
                            then i.indoption[k.position - 1]
                        end
                    ))
                    order by k.position
                )
                from generate_series(1, i.indnatts) as k (position)
            ),
            'key_columns', i.indnkeyatts,
            'predicate', pg_get_expr(i.indpred, i.indrelid),
            'comment', obj_description(i.indexrelid, 'pg_class')
        ))
    ), '{}')
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_am as m on m.oid = c.relam
    where i.indrelid = p_relation
        and not exists (
            select from pg_constraint as k
            where k.conindid = i.indexrelid and k.conrelid = p_relation and k.contype in ('p', 'u', 'x')
        )
$$;
