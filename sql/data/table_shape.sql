create or replace function pggit_internal.operator_name(p_operator oid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select format('operator(%I.%s)', n.nspname, o.oprname)
    from pg_operator as o
    join pg_namespace as n on n.oid = o.oprnamespace
    where o.oid = p_operator
$$;

-- A name between quotes, also where quote_ident() would leave them out: PL/pgSQL takes new.by for a keyword.
create or replace function pggit_internal.in_quotes(p_name text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select '"' || replace(p_name, '"', '""') || '"'
$$;

-- The name of the overlay's column that says that there is no such row: "deleted", or longer where the
-- table has such a column. Null where all are taken.
create or replace function pggit_internal.marker(p_columns text[])
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select pggit_internal.in_quotes('deleted' || repeat('_', n.length))
    from generate_series(0, 56) as n (length)
    where pggit_internal.in_quotes('deleted' || repeat('_', n.length)) <> all (p_columns)
    order by n.length
    limit 1
$$;

-- What the statements about a table's rows are built from; no row for a table without a primary key. Names
-- are quoted; a key's operators are those of the primary key's index, qualified, as a key may be of any type
-- and the search_path anybody's.
create or replace function pggit_internal.table_shape(p_table oid)
returns setof pggit_internal.shape
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p_table, p_table::regclass::text, c.columns, c.written_columns, c.stored_columns,
        k.key_columns, k.key_operators, m.marker
    from (
        select
            array_agg(pggit_internal.in_quotes(a.attname) order by a.attnum),
            array_agg(pggit_internal.in_quotes(a.attname) order by a.attnum) filter (where a.attgenerated = ''),
            array_agg(pggit_internal.in_quotes(a.attname) order by a.attnum) filter (where a.attgenerated <> 'v')
        from pg_attribute as a
        where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped
    ) as c (columns, written_columns, stored_columns)
    cross join (
        select
            array_agg(pggit_internal.in_quotes(a.attname) order by part.position),
            array_agg(pggit_internal.operator_name(o.amopopr) order by part.position)
        from pg_index as i
        cross join lateral rows from (unnest(i.indkey::smallint[]), unnest(i.indclass::oid[]))
            with ordinality as part (attnum, opclass, position)
        join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = part.attnum
        join pg_opclass as c on c.oid = part.opclass
        join pg_amop as o on o.amopfamily = c.opcfamily and o.amopstrategy = 3  -- of a B-tree: equal
            and o.amoplefttype = c.opcintype and o.amoprighttype = c.opcintype
        where i.indrelid = p_table and i.indisprimary and part.position <= i.indnkeyatts
        having count(*) > 0
    ) as k (key_columns, key_operators)
    cross join pggit_internal.marker(c.columns) as m (marker)
    where m.marker is not null
$$;

-- "a.k1 = b.k1 and a.k2 = b.k2" of two rows.
create or replace function pggit_internal.same_key(
    p_shape pggit_internal.shape, p_left text, p_right text
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select string_agg(
            format('%1$s.%2$s %3$s %4$s.%2$s', p_left, k.name, k.operator, p_right), ' and ' order by k.position
        )
        from rows from (unnest(p_shape.key_columns), unnest(p_shape.key_operators))
            with ordinality as k (name, operator, position)
    );
end
$$;

-- A list that names each column as the format does: '%1$s = excluded.%1$s'.
create or replace function pggit_internal.each_column(p_columns text[], p_format text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(format(p_format, c.name), ', ' order by c.position)
    from unnest(p_columns) with ordinality as c (name, position)
$$;
