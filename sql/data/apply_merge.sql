-- Applies a merge to the table itself, in one statement, so that foreign keys are looked at when all of it is
-- there. Rows are deleted first and inserted last, so that a unique value can go from one to another.
create or replace function pggit_internal.apply_to_table(
    p_shape pggit_internal.shape, p_query text,
    out inserted bigint, out updated bigint, out deleted bigint
)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- The changed rows are looked up by key, however few the planner thinks the table has.
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_set text;
    v_to_do bigint;
begin
    select string_agg(format('%1$s = (d.source_row).%1$s', quote_ident(a.attname)), ', ' order by a.attnum)
    into v_set
    from pg_attribute as a
    where a.attrelid = p_shape.table_oid
        and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attidentity <> 'a';

    execute format(
        'with %1$s,
        deleted as (
            delete from only %2$s as r using todo as d
            where d.source_row is null and %3$s
            returning 1
        ),
        updated as (%4$s),
        inserted as (
            insert into %2$s (%5$s) overriding system value
            select %6$s from todo as d
            where d.target_text is null and (select count(*) from updated) >= 0
            returning 1
        )
        select
            (select count(*) from inserted), (select count(*) from updated), (select count(*) from deleted),
            (select count(*) from todo)',
        p_query,
        p_shape.table_name,
        pggit_internal.same_key(p_shape, 'r', '(d.target_row)'),
        coalesce(
            format(
                'update only %s as r set %s from todo as d
                where d.source_text is not null and (select count(*) from deleted) >= 0 and %s
                returning 1',
                p_shape.table_name, v_set, pggit_internal.same_key(p_shape, 'r', '(d.target_row)')
            ),
            'select 1 from deleted where false'
        ),
        pggit_internal.each_column(p_shape.written_columns, '%s'),
        pggit_internal.each_column(p_shape.written_columns, '(d.source_row).%s')
    )
    into inserted, updated, deleted, v_to_do;
    if inserted + updated + deleted <> v_to_do then
        raise exception 'of % rows to merge into table %, % were left out',
            v_to_do, p_shape.table_name, v_to_do - inserted - updated - deleted
            using errcode = '55000', hint = 'A trigger on the table keeps rows from being written: see to it first.';
    end if;
end
$$;

-- Applies a merge to a data branch, row by row through its view, which looks to the branch's keys and to the
-- branches that come from it.
create or replace function pggit_internal.apply_to_branch(
    p_shape pggit_internal.shape, p_relation text, p_query text,
    out inserted bigint, out updated bigint, out deleted bigint
)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_source_row text;
    v_target_row text;
    v_step integer;
    v_row text := format('($1::%s)', p_relation);
    v_field text := replace(v_row, '%', '%%') || '.%1$s';
begin
    inserted := 0;
    updated := 0;
    deleted := 0;
    for v_source_row, v_target_row, v_step in execute format(
        'with %s
        select
            -- As text: the plan of what is done with them is kept for tables with other rows.
            source_row::text, target_row::text,
            case when source_text is null then 1 when target_text is not null then 2 else 3 end as step
        from todo
        order by step',
        p_query
    )
    loop
        if v_step = 1 then
            execute format(
                'delete from %s as r where %s', p_relation, pggit_internal.same_key(p_shape, 'r', v_row)
            )
            using v_target_row;
            deleted := deleted + 1;
        elsif v_step = 2 then
            execute format(
                'update %s as r set %s where %s',
                p_relation,
                pggit_internal.each_column(p_shape.written_columns, '%1$s = ' || v_field),
                pggit_internal.same_key(p_shape, 'r', v_row)
            )
            using v_source_row;
            updated := updated + 1;
        else
            execute format(
                'insert into %s (%s) select %s',
                p_relation,
                pggit_internal.each_column(p_shape.written_columns, '%s'),
                pggit_internal.each_column(p_shape.written_columns, v_field)
            )
            using v_source_row;
            inserted := inserted + 1;
        end if;
    end loop;
end
$$;
