-- Return the body of the function through which a data branch reads its source. The planner puts the query
-- in the place of the call, so that indexes are used and the reader's rights on the source count. (A view
-- would depend on the table, and DDL on it would be 2BP01.) It is read under the caller's search_path:
-- every name is qualified.
create or replace function pggit_internal.read_body(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'select %s from only %s as s', pggit_internal.each_column(p_shape.columns, 's.%s'), p_source
    );
end
$$;

-- Return the query of a data branch's view: its own rows, then its source's as they were at the branch point,
-- then those that the source has not changed since. The overlay is read with the rights of the view's owner.
create or replace function pggit_internal.view_query(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'select %4$s from only %1$s as o where not o.%3$s
        union all
        select %5$s from only %2$s as b
        where not b.%3$s and not exists (select from only %1$s as o where %8$s)
        union all
        select %6$s from (select %7$s from %11$s as r) as s
        where not exists (select from only %1$s as o where %9$s)
            and not exists (select from only %2$s as b where %10$s)',
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        p_shape.marker,
        pggit_internal.each_column(p_shape.columns, 'o.%s'),
        pggit_internal.each_column(p_shape.columns, 'b.%s'),
        pggit_internal.each_column(p_shape.columns, 's.%s'),
        (
            select string_agg(
                format('r.%I', a.attname)
                -- What a function returns has its type's collation, not its column's.
                || case when a.attcollation <> 0
                    then format(' collate %I.%I as %I', n.nspname, c.collname, a.attname) else '' end,
                ', ' order by a.attnum
            )
            from pg_attribute as a
            left join pg_collation as c on c.oid = a.attcollation
            left join pg_namespace as n on n.oid = c.collnamespace
            where a.attrelid = p_shape.table_oid and a.attnum > 0 and not a.attisdropped
        ),
        pggit_internal.same_key(p_shape, 'o', 'b'),
        pggit_internal.same_key(p_shape, 'o', 's'),
        pggit_internal.same_key(p_shape, 'b', 's'),
        format('%I.%I()', p_branch.schema_name, p_branch.read_name)
    );
end
$$;

-- Return the query of the view that lists the keys of the rows that may differ from the source's, for who may
-- read the table: the overlay itself is its owner's alone. By name, so that it does not depend on the table.
create or replace function pggit_internal.keys_query(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'select %3$s from only %1$s as o where pg_catalog.has_table_privilege(%5$L, ''SELECT'')
        union all
        select %4$s from only %2$s as b where pg_catalog.has_table_privilege(%5$L, ''SELECT'')',
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        pggit_internal.each_column(p_shape.key_columns, 'o.%s'),
        pggit_internal.each_column(p_shape.key_columns, 'b.%s'),
        format('%I.%I', p_branch.schema_name, p_branch.table_name)
    );
end
$$;
