-- The canonical definition of a tracked object of any kind: the same on every major version, in every
-- database and session. The first settings are those that change how the server writes names and constants.
-- Generic plans, because planning for each object anew takes longer than looking at it; of index look-ups
-- only, because a plan is kept while the catalogs grow.
create or replace function pggit_internal.definition(p_classid oid, p_objid oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set standard_conforming_strings = on
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set bytea_output = 'hex'
set extra_float_digits = 1
set lc_monetary = 'C'
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
declare
    v_definition jsonb;
begin
    if p_classid = 'pg_class'::regclass then
        v_definition := coalesce(  -- null is what each says of other kinds
            pggit_internal.table_definition(p_objid),
            pggit_internal.view_definition(p_objid),
            pggit_internal.sequence_definition(p_objid)
        );
    elsif p_classid = 'pg_proc'::regclass then
        v_definition := pggit_internal.routine_definition(p_objid);
    elsif p_classid = 'pg_type'::regclass then
        v_definition := pggit_internal.type_definition(p_objid);
    elsif p_classid = 'pg_namespace'::regclass then
        v_definition := jsonb_strip_nulls(jsonb_build_object(
            'kind', 'schema',
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = p_objid and d.classoid = 'pg_namespace'::regclass and d.objsubid = 0
            )
        ));
    end if;
    return pggit_internal.canonical(v_definition);
end
$$;
