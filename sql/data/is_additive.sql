-- Return whether a table's definition has only got more than it had: columns at its end, indexes that are
-- not unique, checks that hold for new rows only, and other defaults. A branch of its rows can follow.
create or replace function pggit_internal.is_additive(p_old jsonb, p_new jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select (p_old - c.varying) = (p_new - c.varying)
        and not exists (
            select
            from jsonb_array_elements(p_old -> 'columns') with ordinality as was (definition, position)
            where (was.definition - 'default')
                is distinct from (p_new -> 'columns' -> (was.position::integer - 1)) - 'default'
        )
        and not exists (
            select
            from jsonb_array_elements(p_new -> 'columns') with ordinality as became (definition, position)
            where became.position > jsonb_array_length(p_old -> 'columns')
                and became.definition ?| array['generated', 'identity']
        )
        and not exists (
            select
            from unnest(array['constraints', 'indexes']) as part (name)
            cross join lateral jsonb_each(p_old -> part.name) as was (name, definition)
            where was.definition is distinct from p_new -> part.name -> was.name
        )
        and not exists (
            select
            from jsonb_each(p_new -> 'constraints') as became (name, definition)
            where (p_old -> 'constraints' -> became.name) is null
                and became.definition ->> 'definition' !~ '^CHECK .* NOT (VALID|ENFORCED)$'
        )
        and not exists (
            select
            from jsonb_each(p_new -> 'indexes') as became (name, definition)
            where (p_old -> 'indexes' -> became.name) is null and became.definition ? 'unique'
        )
    from (values (array['columns', 'constraints', 'indexes'])) as c (varying)
$$;

-- Return whether a constant of this type can be read without running code of a user: domains have checks, and
-- composite types may hold domains.
create or replace function pggit_internal.is_plain_type(p_type oid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select t.typdelim = ',' and coalesce(e.typtype, t.typtype) in ('b', 'e') and t.typtype in ('b', 'e')
    from pg_type as t
    left join pg_type as e on t.typcategory = 'A' and e.oid = t.typelem
    where t.oid = p_type
$$;

-- List the columns of a table that its data branches lack (is_new), or whose default they lack. p_columns:
-- the columns as they were (pggit_internal.column_definitions).
create or replace function pggit_internal.changed_columns(p_table oid, p_old jsonb, p_new jsonb)
returns table (attnum smallint, is_new boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select a.attnum, a.position > jsonb_array_length(p_old)
    from (
        select c.attnum, row_number() over (order by c.attnum) as position
        from pg_attribute as c
        where c.attrelid = p_table and c.attnum > 0 and not c.attisdropped
    ) as a
    where (p_old -> (a.position::integer - 1)) is distinct from p_new -> (a.position::integer - 1)
$$;

-- Return whether data branches of a table can follow a change of its definition. The rows of the table must
-- be as they were: what they have in a new column is null, or one constant, and no column was dropped and
-- made again. What is executed with pggit's rights must run no code of users: not to make the constant, and
-- not to parse the expressions.
create or replace function pggit_internal.can_carry_over(p_table oid, p_old jsonb, p_new jsonb)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return pggit_internal.is_additive(p_old, p_new)
        and not exists (
            select
            from pggit_internal.changed_columns(p_table, p_old -> 'columns', p_new -> 'columns') as c
            join pg_attribute as a on a.attrelid = p_table and a.attnum = c.attnum
            join pg_type as t on t.oid = a.atttypid
            left join pg_attrdef as d on d.adrelid = p_table and d.adnum = a.attnum
            where c.is_new
                and (
                    t.typtype = 'd'
                    or t.typdefault is not null
                    or case when a.atthasmissing then not pggit_internal.is_plain_type(a.atttypid)
                        else d.oid is not null or a.attnotnull
                    end
                )
        )
        and not exists (
            select
            from (
                select d.adbin::text as tree
                from pggit_internal.changed_columns(p_table, p_old -> 'columns', p_new -> 'columns') as c
                join pg_attrdef as d on d.adrelid = p_table and d.adnum = c.attnum
                union all
                select k.conbin::text
                from pg_constraint as k
                where k.conrelid = p_table and k.contype = 'c' and (p_old -> 'constraints' -> k.conname::text) is null
            ) as added
            where added.tree ~ ':varattno (0|-)'  -- the whole row, or a system column
                or exists (
                    select from regexp_matches(added.tree, ':consttype ([0-9]+)', 'g') as constant (match)
                    where not pggit_internal.is_plain_type(constant.match[1]::oid)
                )
        );
end
$$;
