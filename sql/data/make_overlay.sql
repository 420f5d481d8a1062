-- Return the statement that gives the own rows of a data branch a check of the table; null for one that is
-- not enforced. An own row that says "deleted" is the row that was there: it may break a check that is not
-- valid.
create or replace function pggit_internal.own_check(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_constraint oid
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        'alter table only %I.%I add constraint %I check (%s or (%s)) not valid',
        (p_branch).schema_name, (p_branch).own_name,
        c.conname, (p_shape).marker, pg_get_expr(c.conbin, c.conrelid)
    )
    from pg_constraint as c
    where c.oid = p_constraint
        and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)  -- from PostgreSQL 18
$$;

-- Make the two tables of an overlay. No foreign keys: a branch is held against them when it is merged.
create or replace function pggit_internal.make_overlay(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_own text := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    v_base text := format('%I.%I', p_branch.schema_name, p_branch.base_name);
    v_name text;
    v_statement text;
begin
    foreach v_name in array array[v_own, v_base] loop
        execute format(
            'create table %s (
                like %s including generated including storage including compression,
                %s boolean not null,
                primary key (%s)
            )',
            v_name, p_shape.table_name, p_shape.marker, pggit_internal.each_column(p_shape.key_columns, '%s')
        );
    end loop;
    for v_statement in
        select pggit_internal.own_check(p_branch, p_shape, c.oid)
        from pg_constraint as c
        where c.conrelid = p_shape.table_oid and c.contype = 'c'
            and pggit_internal.own_check(p_branch, p_shape, c.oid) is not null
        order by c.conname
    loop
        execute v_statement;
    end loop;
    -- What is saved must not fail: that would fail a writer of the source. Values are taken as they are.
    for v_statement in
        select format(
            'alter table %s %s',
            v_base,
            string_agg(
                format(
                    'alter column %I drop %s',
                    a.attname, case when a.attgenerated = 's' then 'expression' else 'not null' end
                ),
                ', ' order by a.attnum
            )
        )
        from pg_attribute as a
        where a.attrelid = p_shape.table_oid and a.attnum > 0 and not a.attisdropped
            and (a.attgenerated = 's' or a.attnotnull and pggit_internal.in_quotes(a.attname) <> all (p_shape.key_columns))
        having count(*) > 0
    loop
        execute v_statement;
    end loop;
end
$$;
