-- Types and tables that are made again while something keeps them: they get another name first, and are
-- dropped once all that they held is in the new ones.

-- Return the name that a type or table has while another takes its place, with its schema.
create or replace function pggit_internal.aside_name(p_node pggit_internal.node)
returns text
language sql
immutable
return pggit_internal.runnable(
    pggit_internal.stand_in_identity(pggit_internal.object_identity((p_node).object))
);

-- Return the statement by which a type or table gets another name, while one of its name is made.
create or replace function pggit_internal.step_aside(p_node pggit_internal.node)
returns text
language sql
immutable
return format(
    'alter %s %s rename to %s', (p_node).kind,
    pggit_internal.sql_name((p_node).object),
    pggit_internal.own_name(pggit_internal.aside_name(p_node))
);

-- Return the statement that drops what has stepped aside.
create or replace function pggit_internal.aside_removal(p_node pggit_internal.node)
returns text
language sql
immutable
return format(
    'drop %s %s', case when (p_node).facts ->> 'kind' = 'd' then 'domain' else (p_node).kind end,
    pggit_internal.aside_name(p_node)
);

-- Return the statement that takes the rows of a table that has stepped aside into the new one; null where
-- they have no column in common. p_from and p_to: the columns of both, as arrays of their facts; way,
-- of pggit_internal.casts(), where a column's type has stepped aside.
create or replace function pggit_internal.taking_along(p_table pggit_internal.node, p_from jsonb, p_to jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select format(
            'insert into %s (%s) overriding system value select %s from %s',
            pggit_internal.sql_name(p_table.object),
            string_agg(pggit_internal.quoted(t.value ->> 'name'), ', ' order by t.ordinality),
            string_agg(
                pggit_internal.quoted(t.value ->> 'name') || pggit_internal.casts(
                    f.value ->> 'type', t.value ->> 'type', f.value ->> 'way'
                ), ', ' order by t.ordinality
            ),
            pggit_internal.aside_name(p_table)
        )
        from jsonb_array_elements(p_to) with ordinality as t
        join jsonb_array_elements(p_from) as f on f.value ->> 'name' = t.value ->> 'name'
        where not t.value ? 'generated'
        having count(*) > 0
    );
end
$$;
