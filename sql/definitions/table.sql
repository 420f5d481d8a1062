-- A table's logical definition: what a reader or writer of the table can notice. The one place that
-- decides what belongs to it. Its own name and schema, its owner, OIDs, statistics and storage do not.
-- What a table has none of is left out, and costs no query.
create or replace function pggit_internal.table_definition(p_relation oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'columns', pggit_internal.column_definitions(c.oid),
        'constraints', nullif(pggit_internal.constraint_definitions(c.oid, 0), '{}'),
        'indexes', case when c.relhasindex
            then nullif(pggit_internal.index_definitions(c.oid), '{}') end,
        'triggers', case when c.relhastriggers
            then nullif(pggit_internal.trigger_definitions(c.oid), '{}') end,
        'policies', nullif(pggit_internal.policy_definitions(c.oid), '{}'),
        'row_security', case
            when c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'enabled'
        end,
        'partition_key', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
        'partition_bound', pg_get_expr(c.relpartbound, c.oid),
        'parents', (
            select jsonb_agg(i.inhparent::regclass::text order by i.inhseqno)
            from pg_inherits as i
            where i.inhrelid = c.oid
        ),
        'comment', obj_description(c.oid, 'pg_class')
    ))
    from pg_class as c
    where c.oid = p_relation and c.relkind in ('r', 'p')
$$;
