-- The query for the keys of the rows in which two branches of a table may differ: those in the overlays on
-- the ways from each to the branch where they meet. Neither costs what the table holds.
create or replace function pggit_internal.changed_keys_query(
    p_shape pggit_internal.shape, p_from_id integer, p_to_id integer
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(
            string_agg(
                format(
                    'select distinct %s from %I.%I as o',
                    pggit_internal.each_column(p_shape.key_columns, 'o.%s'), b.schema_name, b.stem || '__keys'
                ),
                ' union ' order by b.id
            ),
            format(
                'select %s from %s as o where false',
                pggit_internal.each_column(p_shape.key_columns, 'o.%s'), p_shape.table_name
            )
        )
        from pggit.data_branches as b
        where (b.id = any (pggit_internal.data_branch_path(p_from_id)))
            <> (b.id = any (pggit_internal.data_branch_path(p_to_id)))
    );
end
$$;

-- A join to a relation's row of the key k. Each row is looked up by itself: the planner would read all of a
-- data branch to join it.
create or replace function pggit_internal.row_lookup(
    p_shape pggit_internal.shape, p_relation text, p_alias text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'left join lateral (select r.* from only %s as r where %s offset 0) as %s on true',
        p_relation, pggit_internal.same_key(p_shape, 'r', 'k'), p_alias
    );
end
$$;

-- A row as text, null where there is none. Rows are compared by it: every type has a text, not every type
-- has an equality. Generated columns follow from the others.
create or replace function pggit_internal.row_text(p_shape pggit_internal.shape, p_alias text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'case when %s.%s is not null then row(%s)::text end',
        p_alias, p_shape.key_columns[1], pggit_internal.each_column(p_shape.written_columns, p_alias || '.%s')
    );
end
$$;

-- A row's key as a JSON object.
create or replace function pggit_internal.key_object(p_shape pggit_internal.shape, p_alias text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'jsonb_build_object(%s)',
        string_agg(
            format('%L, %s.%s', (parse_ident(k.name))[1], p_alias, k.name), ', ' order by k.position
        )
    )
    from unnest(p_shape.key_columns) with ordinality as k (name, position);
end
$$;
