-- A function, procedure, window function or aggregate: signature, properties and body.
create or replace function pggit_internal.routine_definition(p_routine oid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'arguments', pg_get_function_arguments(p.oid),
        'result', pg_get_function_result(p.oid),
        'language', l.lanname,
        'kind', p.prokind,
        'volatility', p.provolatile,
        'parallel', p.proparallel,
        'strict', p.proisstrict,
        'security_definer', p.prosecdef,
        'leakproof', p.proleakproof,
        'settings', (select jsonb_agg(s order by s) from unnest(p.proconfig) as s),
        'body', case when p.prokind <> 'a' then coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) end,
        'aggregate', (
            select jsonb_strip_nulls(jsonb_build_object(
                'transition', a.aggtransfn::regprocedure::text,
                'state', format_type(a.aggtranstype, null),
                'final', nullif(a.aggfinalfn, 0)::regprocedure::text,
                'initial', a.agginitval
            ))
            from pg_aggregate as a
            where a.aggfnoid = p.oid
        ),
        'comment', obj_description(p.oid, 'pg_proc')
    ))
    from pg_proc as p
    join pg_language as l on l.oid = p.prolang
    where p.oid = p_routine
$$;
