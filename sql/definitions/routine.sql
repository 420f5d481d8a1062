-- A function, procedure, window function or aggregate: signature, properties and body. What only the planner
-- reads does not count: COST, ROWS, SUPPORT, SSPACE.
create or replace function pggit_internal.routine_definition(p_routine oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
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
            'transforms', (select jsonb_agg(t.type::regtype::text) from unnest(p.protrftypes) as t (type)),
            'settings', (
                select jsonb_agg(s.setting order by s.setting collate "C")
                from unnest(p.proconfig) as s (setting)
            ),
            'query', case when p.prosqlbody is not null then pg_get_function_sqlbody(p.oid) end,
            'body', case when p.prosqlbody is null and p.prokind <> 'a' then p.prosrc end,
            'library', p.probin,
            'aggregate', case when p.prokind = 'a' then pggit_internal.aggregate_definition(p.oid) end,
            'comment', (
                select d.description
                from pg_description as d
                where d.objoid = p.oid and d.classoid = 'pg_proc'::regclass and d.objsubid = 0
            )
        ))
        from pg_proc as p
        join pg_language as l on l.oid = p.prolang
        where p.oid = p_routine
    );
end
$$;

-- How an aggregate goes about it: from state to state, back (in a moving window), and to the result.
create or replace function pggit_internal.aggregate_definition(p_routine oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'kind', a.aggkind,
            'transition', a.aggtransfn::regprocedure::text,
            'state', format_type(a.aggtranstype, null),
            'initial', a.agginitval,
            'final', nullif(a.aggfinalfn, 0)::regprocedure::text,
            'final_extra', nullif(a.aggfinalextra, false),
            'final_modify', a.aggfinalmodify,
            'combine', nullif(a.aggcombinefn, 0)::regprocedure::text,
            'serialize', nullif(a.aggserialfn, 0)::regprocedure::text,
            'deserialize', nullif(a.aggdeserialfn, 0)::regprocedure::text,
            'sort_operator', nullif(a.aggsortop, 0)::regoperator::text,
            'moving', case when a.aggmtransfn <> 0 then jsonb_strip_nulls(jsonb_build_object(
                'transition', a.aggmtransfn::regprocedure::text,
                'inverse', a.aggminvtransfn::regprocedure::text,
                'state', format_type(a.aggmtranstype, null),
                'initial', a.aggminitval,
                'final', nullif(a.aggmfinalfn, 0)::regprocedure::text,
                'final_extra', nullif(a.aggmfinalextra, false),
                'final_modify', a.aggmfinalmodify
            )) end
        ))
        from pg_aggregate as a
        where a.aggfnoid = p_routine
    );
end
$$;
