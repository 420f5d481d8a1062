-- The live catalog against the record: what was changed while the event triggers were off, or by a
-- superuser in the catalogs. Looks at every object. DDL that another session commits meanwhile can show
-- as drift; ask again.
create or replace function pggit.detect_drift()
returns table (object_type text, identity text, drift text, expected_hash text, actual_hash text)
language sql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
-- How queries are planned: by indexes, whatever the session says.
set plan_cache_mode = force_generic_plan
set jit = off
set max_parallel_workers_per_gather = 0
set enable_seqscan = off
set enable_indexscan = on
set enable_indexonlyscan = on
set enable_bitmapscan = on
set enable_nestloop = on
set enable_hashjoin = on
set enable_hashagg = on
set enable_sort = on
set enable_material = on
set enable_memoize = on
set seq_page_cost = 1
set random_page_cost = 4
set cpu_tuple_cost = 0.01
set cpu_index_tuple_cost = 0.005
set cpu_operator_cost = 0.0025
set effective_cache_size = '4GB'
set work_mem = '4MB'
set hash_mem_multiplier = 2
set from_collapse_limit = 8
set join_collapse_limit = 8
set geqo = off
as $$
    select
        coalesce(o.object_type, c.object_type),
        coalesce(o.identity, c.identity),
        case when c.identity is null then 'missing' when o.identity is null then 'unexpected' else 'modified' end,
        o.definition_hash,
        c.definition_hash
    from (select live.* from pggit_internal.objects as live where live.is_live) as o
    full join (
        select
            found.object_type,
            found.identity,
            pggit_internal.sha256_hex(pggit_internal.definition(found.classid, found.objid)::text)
                as definition_hash
        from pggit_internal.catalog_objects as found
    ) as c on c.object_type = o.object_type and c.identity = o.identity
    where o.definition_hash is distinct from c.definition_hash
    order by 1, 2
$$;
