-- The body of the trigger function that writes a data branch: what INSERT, UPDATE and DELETE of a row mean
-- for its own rows. A row is compared bit by bit with what the statement saw of it: one that somebody else
-- has changed meanwhile is not overwritten.
create or replace function pggit_internal.write_body(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        $body$
#variable_conflict use_column
declare
    v_current %1$s;
    v_row %1$s;
    v_key record;
begin
    if tg_op <> 'INSERT' then
        select r.* into v_current from %1$s as r where %9$s;
        if not found or v_current operator(pg_catalog.*<>) old then
            raise exception 'a row of the data branch was changed by another transaction, or twice by this statement'
                using errcode = '40001', hint = 'Run the transaction again.';
        end if;
    end if;
%13$s
    if tg_op = 'DELETE' or tg_op = 'UPDATE' and not (%11$s) then
        delete from only %2$s as o where %14$s;
        -- Hidden, where there is something to hide.
        if exists (select from only %3$s as b where %15$s and not b.%5$s)
            or not exists (select from only %3$s as b where %15$s)
            and exists (select from only %4$s as s where %16$s)
        then
            insert into %2$s (%6$s, %5$s) values (%7$s, true);
        end if;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;

    if (tg_op = 'INSERT' or not (%11$s)) and exists (select from %1$s as r where %10$s) then
        raise exception 'duplicate key value violates unique constraint %%', pg_catalog.quote_ident(%17$L)
            using errcode = '23505', constraint = %17$L, schema = tg_table_schema, table = tg_table_name;
    end if;
    insert into %2$s as o (%6$s, %5$s) values (%8$s, false)
    on conflict (%18$s) do update set %19$s, %5$s = false
    returning %12$s into v_row;
%20$s
    return v_row;
end
$body$,
        format('%I.%I', p_branch.schema_name, p_branch.relation_name),
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        p_source,
        p_shape.marker,
        pggit_internal.each_column(p_shape.written_columns, '%s'),
        pggit_internal.each_column(p_shape.written_columns, 'old.%s'),
        pggit_internal.each_column(p_shape.written_columns, 'new.%s'),
        pggit_internal.same_key(p_shape, 'r', 'old'),
        pggit_internal.same_key(p_shape, 'r', 'new'),
        pggit_internal.same_key(p_shape, 'old', 'new'),
        pggit_internal.each_column(p_shape.columns, 'o.%s'),
        pggit_internal.write_computed_columns(p_shape.table_oid),
        pggit_internal.same_key(p_shape, 'o', 'old'),
        pggit_internal.same_key(p_shape, 'b', 'old'),
        pggit_internal.same_key(p_shape, 's', 'old'),
        (
            select c.conname from pg_constraint as c where c.conrelid = p_shape.table_oid and c.contype = 'p'
        ),
        pggit_internal.each_column(p_shape.key_columns, '%s'),
        pggit_internal.each_column(p_shape.written_columns, '%1$s = excluded.%1$s'),
        pggit_internal.write_unique_checks(
            p_shape, format('%I.%I', p_branch.schema_name, p_branch.relation_name)
        )
    );
end
$$;
