-- Return the statements that give a data branch what its table has got, parents before children: columns with
-- what they have in the rows that are there, checks, and the views and functions made anew. p_columns: how
-- many columns the table had. The view is made without its function for a moment: a function's columns cannot
-- be replaced, and what users have made of the view must stay.
create or replace function pggit_internal.carrying_statements(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_columns integer, p_changed smallint[]
)
returns table (statement text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_view text := format('%I.%I', p_branch.schema_name, p_branch.relation_name);
    v_own text := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    v_base text := format('%I.%I', p_branch.schema_name, p_branch.base_name);
    v_old_columns text[] := p_shape.columns[:p_columns];
    v_old_marker text := pggit_internal.marker(v_old_columns);
begin
    if v_old_marker <> p_shape.marker then
        return query
        select format('alter table only %s rename column %s to %s', part.name, v_old_marker, p_shape.marker)
        from unnest(array[v_own, v_base]) as part (name);
    end if;

    return query
    select action.statement
    from unnest(p_shape.columns) with ordinality as c (name, position)
    join pg_attribute as a on a.attrelid = p_shape.table_oid
        and pggit_internal.in_quotes(a.attname) = c.name and not a.attisdropped
    cross join unnest(array[v_own, v_base]) as part (name)
    cross join lateral (select format_type(a.atttypid, a.atttypmod)) as type (name)
    left join pg_collation as k on k.oid = a.attcollation
    left join pg_namespace as n on n.oid = k.collnamespace
    cross join lateral (
        values
            (1, concat_ws(
                ' ',
                format('alter table only %s add column %s %s', part.name, c.name, type.name),
                case when k.oid is not null then format('collate %I.%I', n.nspname, k.collname) end,
                -- An array of one value; as text it is read in the same way.
                case when a.atthasmissing then format(
                    'default %L::%s', (a.attmissingval::text::text[])[1], type.name
                ) end,
                case when a.attnotnull and part.name = v_own then 'not null' end
            )),
            (2, case when a.atthasmissing then
                format('alter table only %s alter column %s drop default', part.name, c.name)
            end)
    ) as action (step, statement)
    where c.position > p_columns and action.statement is not null
    order by c.position, part.name, action.step;

    return query
    select pggit_internal.own_check(p_branch, p_shape, k.oid)
    from pg_constraint as k
    where k.conrelid = p_shape.table_oid and k.contype = 'c'
        and not exists (
            select from pg_constraint as has
            where has.conrelid = pggit_internal.relation_oid(p_branch.schema_name, p_branch.own_name, 'r')
                and has.contype = 'c' and has.conname = k.conname
        )
        and pggit_internal.own_check(p_branch, p_shape, k.oid) is not null
    order by k.conname;

    if cardinality(p_shape.columns) > p_columns then
        return query
        select format(
            'create or replace view %s as select %s from only %s as o',
            v_view, pggit_internal.each_column(v_old_columns, 'o.%s'), v_own
        )
        union all
        select format('drop function %I.%I()', p_branch.schema_name, p_branch.read_name);

        return query
        select 'create or replace ' || s.statement
        from pggit_internal.overlay_statements(
            p_branch, p_shape,
            pggit_internal.data_branch_relation(p_shape.table_oid, coalesce(p_branch.source_id, 0))
        ) as s
        where s.part <> 'keys'
        union all
        select format(text.statement, p_branch.schema_name, p_branch.read_name, text.value)
        from pg_class as c
        cross join lateral (
            values
                ('comment on function %I.%I() is %L', pggit_internal.part_comment(p_branch)),
                ('alter function %I.%I() owner to %I', pg_get_userbyid(c.relowner))
        ) as text (statement, value)
        where c.oid = p_shape.table_oid;
    end if;

    return query
    select d.statement
    from pggit_internal.defaults_statement(p_branch, p_shape.table_oid, p_changed) as d (statement)
    where d.statement is not null;
end
$$;

-- Return what a DDL statement that has changed a table means for its data branches, null where it has none:
-- {"refusal": ...}, or {"locks": ..., "statements": [...], "branches": [ids]} to carry it over. p_argument:
-- type and identity of the object as it was, definitions before and after it, its OID, and whether it has
-- another name now.
create or replace function pggit_internal.carrying_plan(p_argument jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
as $$
declare
    v_refusal jsonb := pggit_internal.refused_change(p_argument ->> 'object_type', p_argument ->> 'identity');
    v_table constant oid := p_argument ->> 'oid';
    v_old constant jsonb := p_argument -> 'old';
    v_new constant jsonb := p_argument -> 'new';
    v_shape pggit_internal.shape;
    v_changed smallint[];
    v_branches integer[];
begin
    if v_refusal is null then
        -- Rows of a child are rows of its parent.
        return (
            select jsonb_build_object('refusal', r.refusal)
            from jsonb_array_elements_text(v_new -> 'parents') as parent (identity)
            cross join lateral pggit_internal.refused_change('table', parent.identity) as r (refusal)
            where r.refusal is not null
            limit 1
        );
    end if;
    if p_argument ->> 'object_type' <> 'table'
        or (p_argument -> 'is_renamed')::boolean
        or not pggit_internal.can_carry_over(v_table, v_old, v_new)
    then
        return jsonb_build_object('refusal', v_refusal);
    end if;

    select s.* into strict v_shape from pggit_internal.table_shape(v_table) as s;
    v_changed := array(
        select c.attnum
        from pggit_internal.changed_columns(v_table, v_old -> 'columns', v_new -> 'columns') as c
    );
    v_branches := array(
        select b.id
        from pggit.data_branches as b
        join pg_namespace as n on n.nspname = b.schema_name
        join pg_class as c on c.relnamespace = n.oid and c.relname = b.table_name
        where c.oid = v_table
        order by b.id
    );
    return jsonb_build_object(
        'refusal', v_refusal,
        'branches', v_branches,
        'locks', (
            select string_agg(o.identity, ', ' order by o.branch_id, o.part)
            from pggit_internal.data_branch_objects() as o
            where o.branch_id = any (v_branches) and o.part in ('view', 'own', 'base')
        ),
        'statements', (
            select jsonb_agg(s.statement order by b.id, s.position)
            from pggit.data_branches as b
            cross join lateral pggit_internal.carrying_statements(
                b, v_shape, jsonb_array_length(v_old -> 'columns'), v_changed
            ) with ordinality as s (statement, position)
            where b.id = any (v_branches)
        )
    );
end
$$;

-- Return a defect of data branches (a JSON array of ids) as "object: detail"; null where there is none.
create or replace function pggit_internal.first_defect(p_ids jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select to_jsonb(format('%s: %s', d.object, d.detail))
        from pggit.data_branches as b
        cross join lateral pggit_internal.overlay_defects(b) as d
        where p_ids @> to_jsonb(b.id)
        limit 1
    );
end
$$;

-- Carry a change of a table over to its data branches, or note why the statement must be refused: for the
-- event trigger to raise, which ends it whole. p_old and p_new are the object before and after it. Runs
-- with pggit's rights: it adds columns without a rewrite, and creates what is parsed and not run.
create or replace function pggit_internal.carry_over(
    p_old pggit_internal.objects, p_new pggit_internal.objects, p_objid oid, p_command_tag text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_argument constant jsonb := jsonb_build_object(
        'object_type', p_old.object_type, 'identity', p_old.identity, 'oid', p_objid::bigint,
        'old', p_old.definition, 'new', p_new.definition, 'is_renamed', p_old.identity <> p_new.identity
    );
    v_plan jsonb;
    v_refusal jsonb;
    v_problem text;
begin
    -- What repair() records has happened already: it must not fail for what one owner did.
    if p_command_tag = 'REPAIR' then
        return;
    end if;
    v_plan := case when pggit_internal.has_old_snapshot()
        then pggit_internal.by_latest_snapshot('branched', v_argument)
        else pggit_internal.carrying_plan(v_argument)
    end;
    v_refusal := v_plan -> 'refusal';
    if v_plan ? 'statements' and v_plan ->> 'statements' is null then
        return;  -- an index, which the branches need not have
    elsif v_plan ? 'statements' then
        v_problem := pggit_internal.execute_carrying(v_plan);
        if v_problem is null then
            return;
        end if;
        v_refusal := v_refusal || jsonb_build_object(
            'detail', v_problem,
            'hint', 'Run the statement again when no other session uses the data branch. If that does not '
            'help, pggit.fsck() says what is wrong with the branch.'
        );
    end if;
    if v_refusal is not null then
        insert into pggit_internal.branched_statements (transaction, refusal)
        values (pg_current_xact_id(), v_refusal)
        on conflict do nothing;
    end if;
end
$$;

-- Lock relations without waiting in a queue; 55P03 where one is in use. A session that ends gives up its
-- locks one after the other, and may have woken us by the first of them.
create or replace function pggit_internal.lock_at_once(p_relations text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    for v_attempt in 1..3 loop
        begin
            execute format('lock table %s in access exclusive mode nowait', p_relations);
            return;
        exception when lock_not_available then
            if v_attempt = 3 then
                raise;
            end if;
        end;
        perform pg_sleep(0.005);
    end loop;
end
$$;

-- Execute a plan of pggit_internal.carrying_plan(); returns what it failed with, after which nothing of it
-- is left. Locks are not waited for: a session that reads a branch locks the view first and the table next,
-- which we have.
create or replace function pggit_internal.execute_carrying(p_plan jsonb)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text;
    v_defect jsonb;
begin
    insert into pggit_internal.branched_statements (transaction) values (pg_current_xact_id());
    perform pggit_internal.lock_at_once(p_plan ->> 'locks');
    for v_statement in
        select s.statement from jsonb_array_elements_text(p_plan -> 'statements') as s (statement)
    loop
        execute v_statement;
    end loop;
    perform pggit_internal.grant_as_table(b.id::integer)
    from jsonb_array_elements_text(p_plan -> 'branches') as b (id);
    delete from pggit_internal.branched_statements as s where s.transaction = pg_current_xact_id();
    v_defect := case when pggit_internal.has_old_snapshot()
        then pggit_internal.by_latest_snapshot('defect', p_plan -> 'branches')
        else pggit_internal.first_defect(p_plan -> 'branches')
    end;
    return v_defect #>> '{}';
exception when lock_not_available or object_in_use or dependent_objects_still_exist then
    return sqlerrm;
end
$$;
