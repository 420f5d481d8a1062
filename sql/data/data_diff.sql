-- The rows in which two branches of a table differ, by key. Reads with the caller's rights. The settings are
-- those under which the text of a value says all of it.
create or replace function pggit_internal.diff_found_branches(
    p_table_name text, p_path name[], p_from_branch text, p_to_branch text
)
returns table (key jsonb, change text, from_row jsonb, to_row jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set extra_float_digits = 1
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set jit = off
as $$
declare
    v_table oid := pggit_internal.find_table(p_table_name, p_path);
    v_from_id integer := pggit_internal.data_branch_id(v_table, p_from_branch);
    v_to_id integer := pggit_internal.data_branch_id(v_table, p_to_branch);
    v_shape pggit_internal.shape;
begin
    perform pggit_internal.check_trust(v_table);
    perform pggit_internal.check_overlays(
        array_remove(
            pggit_internal.data_branch_path(v_from_id) || pggit_internal.data_branch_path(v_to_id), 0
        )
    );
    select s.* into v_shape from pggit_internal.table_shape(v_table) as s;
    if not found or v_from_id = v_to_id then
        return;
    end if;
    return query execute format(
        'select
            %1$s,
            case when %2$s is null then ''inserted'' when %3$s is null then ''deleted'' else ''updated'' end,
            case when %2$s is not null then to_jsonb(f.*) end,
            case when %3$s is not null then to_jsonb(t.*) end
        from (%4$s) as k %5$s %6$s
        where %2$s is distinct from %3$s
        order by %7$s',
        pggit_internal.key_object(v_shape, 'k'),
        pggit_internal.row_text(v_shape, 'f'),
        pggit_internal.row_text(v_shape, 't'),
        pggit_internal.changed_keys_query(v_shape, v_from_id, v_to_id),
        pggit_internal.row_lookup(v_shape, pggit_internal.data_branch_relation(v_table, v_from_id), 'f'),
        pggit_internal.row_lookup(v_shape, pggit_internal.data_branch_relation(v_table, v_to_id), 't'),
        pggit_internal.each_column(v_shape.key_columns, 'k.%s')
    );
end
$$;

-- What turns the rows of the first branch of a table into those of the second: inserted, updated or deleted
-- rows by key, in the key's order. main is the table itself.
-- A one-liner, because it must see the caller's search_path: every name is qualified.
create or replace function pggit.data_diff(p_table text, p_from_branch text, p_to_branch text)
returns table (key jsonb, change text, from_row jsonb, to_row jsonb)
language sql
stable
as $$
    select d.key, d.change, d.from_row, d.to_row
    from pggit_internal.diff_found_branches(
        p_table, pg_catalog.current_schemas(true), p_from_branch, p_to_branch
    ) as d
$$;
