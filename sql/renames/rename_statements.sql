-- The statements that rename, before all others: what has its new name then is compared with the target.

-- Return an identity as it is once schemas have been renamed. p_schemas: {"old": "new"}.
create or replace function pggit_internal.in_schemas(p_identity text, p_schemas jsonb)
returns text
language sql
immutable
return coalesce(
    (p_schemas ->> pggit_internal.schema_of(p_identity))
    || substr(p_identity, length(pggit_internal.schema_of(p_identity)) + 1),
    p_identity
);

-- List the statements of a plan's renames. p_renames: of pggit_internal.with_room(); p_from: the
-- nodes of the first schema, as it is.
create or replace function pggit_internal.rename_statements(p_renames jsonb, p_from pggit_internal.node[])
returns table (statement text, reason text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_move record;
    v_rename record;
    v_schemas jsonb := '{}';
begin
    -- Schemas, with all that they hold.
    for v_move in
        select m.*
        from (
            select
                array_agg(r ->> 'from_identity') as old, array_agg(r ->> 'to_identity') as new,
                array_agg(quote_ident(pggit_internal.stand_in(
                    pggit_internal.unquoted(r ->> 'from_identity'), 'old'
                ))) as spare
            from jsonb_array_elements(p_renames) as r
            where r ->> 'object_type' = 'schema' and r ->> 'from_identity' <> r ->> 'to_identity'
        ) as s
        cross join lateral pggit_internal.rename_moves(s.old, s.new, s.spare, array(
            select pggit_internal.object_identity(n.object) from unnest(p_from) as n where n.kind = 'schema'
        )) as m
        where s.old is not null
    loop
        statement := (pggit_internal.rename_statement('schema', v_move.old_name, v_move.new_name))[1];
        reason := format('schema %s is renamed', v_move.old_name);
        return next;
    end loop;
    select coalesce(jsonb_object_agg(r ->> 'from_identity', r ->> 'to_identity'), '{}') into v_schemas
    from jsonb_array_elements(p_renames) as r
    where r ->> 'object_type' = 'schema';

    -- Objects, but those whose schema or arguments were renamed.
    for v_move in
        select m.*, s.object_type
        from (
            select
                r ->> 'object_type' as object_type,
                array_agg(r ->> 'was') as old, array_agg(r ->> 'to_identity') as new,
                array_agg(pggit_internal.stand_in_identity(r ->> 'was')) as spare
            from (
                select r || jsonb_build_object('was', coalesce(
                    -- A sequence moves with the table that owns it.
                    (
                        select pggit_internal.schema_of(t ->> 'to_identity')
                            || substr(
                                r ->> 'from_identity',
                                length(pggit_internal.schema_of(r ->> 'from_identity')) + 1
                            )
                        from unnest(p_from) as n
                        join jsonb_array_elements(p_renames) as t on t ->> 'object_type' = 'table'
                            and starts_with(n.facts ->> 'column', (t ->> 'from_identity') || '.')
                        where n.object = 'sequence ' || (r ->> 'from_identity') and n.kind = 'owned by'
                        limit 1
                    ),
                    pggit_internal.in_schemas(r ->> 'from_identity', v_schemas)
                )) as r
                from jsonb_array_elements(p_renames) as r
                where r ->> 'object_type' <> 'schema'
            ) as r
            where pggit_internal.mentionable(r ->> 'was') <> pggit_internal.mentionable(r ->> 'to_identity')
            group by r ->> 'object_type'
            order by r ->> 'object_type' in ('function', 'procedure', 'aggregate')
        ) as s
        cross join lateral pggit_internal.rename_moves(s.old, s.new, s.spare, array(
            select pggit_internal.in_schemas(pggit_internal.object_identity(n.object), v_schemas)
            from unnest(p_from) as n
            where n.kind = pggit_internal.object_type(n.object)
        )) as m
    loop
        return query
        select s, format('%s %s is renamed', v_move.object_type, v_move.old_name)
        from unnest(
            pggit_internal.rename_statement(v_move.object_type, v_move.old_name, v_move.new_name)
        ) as s;
    end loop;

    -- Columns, attributes and labels. A child's are renamed with its parent's.
    for v_rename in
        select
            r ->> 'object_type' as object_type, r ->> 'from_identity' as from_identity,
            r ->> 'to_identity' as identity, r -> 'parts' as parts
        from jsonb_array_elements(p_renames) as r
        where r -> 'parts' <> '{}'
    loop
        for v_move in
            select m.*
            from (
                select
                    array_agg(p.key) as old, array_agg(p.value) as new,
                    array_agg(pggit_internal.stand_in(p.key, 'old')) as spare
                from jsonb_each_text(v_rename.parts) as p
                where not exists (
                    select
                    from unnest(p_from) as n
                    join jsonb_array_elements(p_renames) as r
                        on r ->> 'object_type' = 'table' and r ->> 'from_identity' = n.name
                    where n.object = 'table ' || v_rename.from_identity and n.kind = 'parent'
                        and r -> 'parts' ->> p.key = p.value
                )
            ) as s
            cross join lateral pggit_internal.rename_moves(s.old, s.new, s.spare, pggit_internal.part_names(
                p_from, v_rename.object_type || ' ' || v_rename.from_identity
            )) as m
            where s.old is not null
        loop
            statement := case
                when v_rename.object_type = 'type' and exists (
                    select from unnest(p_from) as n
                    where n.object = 'type ' || v_rename.from_identity and n.facts ->> 'kind' = 'e'
                ) then format(
                    'alter type %s rename value %L to %L', pggit_internal.runnable(v_rename.identity),
                    v_move.old_name, v_move.new_name
                )
                else format(
                    'alter %s %s rename %s %s to %s',
                    v_rename.object_type, pggit_internal.runnable(v_rename.identity),
                    case v_rename.object_type when 'type' then 'attribute' else 'column' end,
                    pggit_internal.quoted(v_move.old_name), pggit_internal.quoted(v_move.new_name)
                )
            end;
            reason := format('%s of %s is renamed', v_move.old_name, v_rename.identity);
            return next;
        end loop;
    end loop;
end
$$;
