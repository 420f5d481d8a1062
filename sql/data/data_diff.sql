-- Lock what a comparison of data branches is going to read, in the order in which a branch is dropped: the
-- table first, then each branch after its source. Otherwise the two could wait for each other. 42704 where
-- one was dropped since the query began.
create or replace function pggit_internal.lock_compared(p_table oid, p_ids integer[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_relation text;
begin
    for v_relation in
        select format('%I.%I', n.nspname, coalesce(b.relation_name, c.relname))
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        cross join (select distinct i.id from unnest(p_ids) as i (id)) as compared
        left join pggit.data_branches as b on b.id = compared.id
        where c.oid = p_table
        order by compared.id
    loop
        execute format('select from only %s where false', v_relation);
    end loop;
exception when undefined_table or invalid_schema_name then
    raise exception 'the table or a data branch was dropped by another session: % does not exist', v_relation
        using errcode = '42704', hint = 'The table pggit.data_branches lists the data branches.';
end
$$;

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
    v_ids constant integer[] := pggit_internal.data_branch_path(v_from_id)
        || pggit_internal.data_branch_path(v_to_id);
    v_shape pggit_internal.shape;
begin
    perform pggit_internal.check_trust(v_table);
    perform pggit_internal.lock_compared(v_table, v_ids);
    perform pggit_internal.check_overlays(array_remove(v_ids, 0));
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
