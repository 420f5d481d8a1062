-- The live catalog against the record: what was changed while the event triggers were off, or by a
-- superuser in the catalogs. Looks at every object. What differs is looked at again: another session may
-- have committed DDL since. Like a query of the table, it waits for a session that has one locked
-- against readers.
create or replace function pggit.detect_drift()
returns table (object_type text, identity text, drift text, expected_hash text, actual_hash text)
language sql
volatile
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
    select d.*
    from (
        select distinct coalesce(o.object_type, c.object_type), coalesce(o.identity, c.identity)
        from (select live.* from pggit_internal.objects as live where live.is_live) as o
        full join (
            select found.*
            from pggit_internal.tracked_objects() as tracked
            cross join lateral pggit_internal.try_look(tracked.classid, tracked.objid) as found
            where found.identity is not null
        ) as c on c.object_type = o.object_type and c.identity = o.identity
        where o.definition_hash is distinct from c.definition_hash
    ) as suspect (object_type, identity)
    cross join lateral pggit_internal.drift_of(
        suspect.object_type, suspect.identity, current_setting('lock_timeout')
    ) as d
    order by 1, 2
$$;
