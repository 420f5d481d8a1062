-- The constraints of a table or domain by name, null for none. The table's own
-- name does not count, so a foreign key to itself refers to "self" (any other table is written with its
-- schema). An exclusion constraint is written as an index with operators: pg_get_constraintdef() would add
-- storage parameters.
--
-- And what there is to say of NOT NULL beyond the flag of a column, by column (of a domain: "value"). It is a
-- constraint with a comment since 17 on domains and since 18 on tables, where it can also be NOT VALID or NO
-- INHERIT. Its name does not count: older servers have none.
create or replace function pggit_internal.constraint_definitions(
    p_relation oid, p_domain oid, out constraints jsonb, out not_nulls jsonb
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_constraint record;
    v_part jsonb;
    -- Members of an object in JSON. An array grows in place; an object would be copied for each constraint.
    v_members text[] := '{}';
begin
    for v_constraint in
        select
            c.oid, c.conname, c.contype, c.conrelid, c.confrelid, c.conindid, c.conkey, c.conexclop,
            c.condeferrable, c.condeferred, c.convalidated, c.connoinherit, c.xmin,
            (
                select d.description
                from pg_description as d
                where d.objoid = c.oid and d.classoid = 'pg_constraint'::regclass and d.objsubid = 0
            ) as comment,
            (
                select d.description
                from pg_description as d
                where c.contype in ('p', 'u', 'x')
                    and d.objoid = c.conindid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
            ) as index_comment
        from pg_constraint as c
        where c.conrelid = p_relation and c.contypid = p_domain and c.contype in ('p', 'u', 'f', 'c', 'x', 'n')
    loop
        v_part := '{}';
        case v_constraint.contype
            when 'n' then
                if v_constraint.convalidated and not v_constraint.connoinherit and v_constraint.comment is null then
                    continue;
                end if;
                v_part := jsonb_strip_nulls(jsonb_build_object(
                    'not_valid', nullif(not v_constraint.convalidated, false),
                    'no_inherit', nullif(v_constraint.connoinherit, false),
                    'comment', v_constraint.comment
                ));
                not_nulls := coalesce(not_nulls, '{}') || jsonb_build_object(
                    coalesce(
                        (
                            select a.attname
                            from pg_attribute as a
                            where a.attrelid = p_relation and a.attnum = v_constraint.conkey[1]
                        ),
                        'value'
                    ),
                    v_part
                );
                continue;
            when 'x' then
                v_part := pggit_internal.index_definition(v_constraint.conindid) || jsonb_build_object(
                    'operators', v_constraint.conexclop::regoperator[]::text[],
                    'deferrable', v_constraint.condeferrable,
                    'deferred', v_constraint.condeferred
                );
            when 'f' then
                -- One to a partitioned table has a copy for each partition, which comes and goes with it.
                continue when exists (
                    select
                    from pg_constraint as c
                    join pg_constraint as whole on whole.oid = c.conparentid
                    where c.oid = v_constraint.oid and whole.conrelid = p_relation
                );
                v_part := jsonb_build_object('definition', pg_get_constraintdef(v_constraint.oid));
                if v_constraint.confrelid = p_relation then
                    v_part := jsonb_build_object('definition', regexp_replace(
                        v_part ->> 'definition',
                        '^(FOREIGN KEY \((?:"(?:[^"]|"")*"|[^"()])*\) REFERENCES )(?:"(?:[^"]|"")*"|[^"(])+\(',
                        '\1self('
                    ));
                end if;
            when 'c' then
                -- DETACH CONCURRENTLY that was given up between its transactions: the first has added a check,
                -- and the table is a partition until the second.
                continue when exists (
                    select
                    from pg_inherits as i
                    where i.inhrelid = p_relation and i.inhdetachpending and i.xmin = v_constraint.xmin
                );
                v_part := jsonb_build_object('definition', pg_get_constraintdef(v_constraint.oid));
                if p_relation <> 0 and strpos(v_part ->> 'definition', '.*') > 0 then  -- a whole row
                    v_part := jsonb_build_object('definition', pggit_internal.relative(
                        v_part ->> 'definition',
                        (select quote_ident(c.relname) from pg_class as c where c.oid = p_relation)
                    ));
                end if;
            else
                v_part := jsonb_build_object('definition', pg_get_constraintdef(v_constraint.oid));
        end case;
        if v_constraint.comment is not null then
            v_part := v_part || jsonb_build_object('comment', v_constraint.comment);
        end if;
        if v_constraint.index_comment is not null then  -- the index has a comment of its own
            v_part := v_part || jsonb_build_object('index_comment', v_constraint.index_comment);
        end if;
        v_members := v_members || (to_json(v_constraint.conname::text) || ':' || v_part);
    end loop;
    if v_members <> '{}' then
        constraints := '{' || array_to_string(v_members, ',') || '}';
    end if;
end
$$;
