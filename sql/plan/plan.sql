-- List the statements that turn the schema of one ref into that of another, in one transaction and in an
-- order that runs; why each is there; and what it may cost: loses rows, rewrites table, blocks writes, may
-- fail on data. Null for p_from: the empty schema.
create or replace function pggit_internal.plan(p_from text, p_to text)
returns table (step int, statement text, reason text, hazard text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_changed constant jsonb := (
        select jsonb_agg(to_jsonb(c)) from pggit_internal.changed_objects(p_from, p_to) as c
    );
    v_from pggit_internal.node[] := '{}';
    v_to pggit_internal.node[] := '{}';
    v_hanging pggit_internal.node[];
    v_renames jsonb;
    v_before pggit_internal.node[];
    v_schemas pggit_internal.node[];
begin
    select
        coalesce(array_agg(n.node) filter (where n.is_source), '{}'),
        coalesce(array_agg(n.node) filter (where not n.is_source), '{}')
    into v_from, v_to
    from jsonb_to_recordset(v_changed)
        as c (object_type text, identity text, from_hash text, to_hash text)
    cross join lateral (
        select true, n::pggit_internal.node
        from pggit_internal.nodes_of(c.object_type, c.identity, c.from_hash) as n
        union all
        select false, n::pggit_internal.node
        from pggit_internal.nodes_of(c.object_type, c.identity, c.to_hash) as n
    ) as n (is_source, node);

    if p_from is null then
        v_from := array(select n::pggit_internal.node from pggit_internal.new_database() as n);
    end if;
    select coalesce(jsonb_agg(to_jsonb(r)), '[]') into v_renames
    from pggit_internal.renamed_among(p_from, p_to, v_changed) as r
    where r.from_identity <> r.to_identity or r.parts <> '{}';
    v_renames := pggit_internal.with_room(
        pggit_internal.with_schemas(v_renames, v_from), v_from, v_to
    );
    v_before := v_from;
    -- What moves into a new schema needs it first.
    v_schemas := array(
        select n::pggit_internal.node
        from unnest(v_to) as n
        where n.kind = 'schema'
            and not exists (select from unnest(v_from) as f where f.object = n.object)
            and not exists (
                select from jsonb_array_elements(v_renames) as r
                where r ->> 'object_type' = 'schema' and 'schema ' || (r ->> 'to_identity') = n.object
            )
            and exists (
                select from jsonb_array_elements(v_renames) as r
                where r ->> 'object_type' <> 'schema'
                    and pggit_internal.schema_of(r ->> 'to_identity')
                        = pggit_internal.object_identity(n.object)
                    and pggit_internal.schema_of(r ->> 'from_identity')
                        <> pggit_internal.object_identity(n.object)
            )
    );
    v_from := v_from || v_schemas;
    v_from := pggit_internal.renamed_nodes(v_from, v_renames);

    -- What has not changed itself, but hangs on what is made again, belongs to both.
    loop
        select array_agg(n::pggit_internal.node) into v_hanging
        from pggit_internal.hanging_objects(p_from, v_from, v_to) as h
        cross join lateral pggit_internal.nodes_of(h.object_type, h.identity, h.hash) as n;
        exit when v_hanging is null;
        v_from := v_from || v_hanging;
        v_to := v_to || v_hanging;
    end loop;
    return query
    with steps as (
        select
            0 as part, 1 as step, format('create schema %s', pggit_internal.sql_name(n.object)) as statement,
            format('%s is new', n.object) as reason, null as hazard
        from unnest(v_schemas) as n
        union all
        select 1, r.ordinality, r.statement, r.reason, null
        from pggit_internal.rename_statements(v_renames, v_before) with ordinality as r
        union all
        select 2, p.step, p.statement, p.reason, p.hazard
        from pggit_internal.build_plan(v_from, v_to, v_renames) as p
        union all
        select
            -1, 1, 'set local check_function_bodies = off',
            'functions may be made before what they name', null
        where exists (select from unnest(v_to) as n where n.kind in ('function', 'procedure'))
    )
    select row_number() over (order by s.part, s.step)::integer, s.statement, s.reason, s.hazard
    from steps as s
    where exists (select from steps as other where other.part >= 0)
    order by 1;
end
$$;

-- List the statements that turn the schema of one ref into that of another, null for the branch main; see
-- pggit_internal.plan().
create or replace function pggit.plan(p_from text, p_to text)
returns table (step int, statement text, reason text, hazard text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off  -- compiling takes longer than the queries
set plan_cache_mode = force_generic_plan
as $$
begin
    return query select p.* from pggit_internal.plan(coalesce(p_from, 'main'), coalesce(p_to, 'main')) as p;
end
$$;

-- List the statements of pggit.plan() alone.
create or replace function pggit.diff_sql(p_from text, p_to text)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query select p.statement || ';' from pggit.plan(p_from, p_to) as p order by p.step;
end
$$;

-- Return a script that makes the schema of a ref, null for the branch main, in an empty database without
-- pggit.
create or replace function pggit.export(p_target text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set jit = off  -- compiling takes longer than the queries
as $$
begin
    return coalesce((
        select string_agg(
            regexp_replace(p.statement, '^set local check_function_bodies', 'set check_function_bodies')
            || e';\n', ''
            order by p.step
        )
        from pggit_internal.plan(null, coalesce(p_target, 'main')) as p
    ), '');
end
$$;
