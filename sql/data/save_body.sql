-- The body of the function that saves, for a data branch, what its source's rows were at the branch point:
-- the first to change a row saves it, the others find it saved. A key that comes into being is saved as
-- absent. No joins: their plan, made for one row, would be kept for a million. For each row where it is one
-- of a view, or applied from a publication: that fires no triggers for statements.
create or replace function pggit_internal.save_body(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        case when p_branch.source_id is null then
            $body$
begin
    if tg_level = 'ROW' then
        if tg_op <> 'INSERT' then
            insert into %1$s (%3$s, %2$s) values (%5$s, false) on conflict do nothing;
        end if;
        if tg_op <> 'DELETE' then
            insert into %1$s (%3$s, %2$s) values (%6$s, true) on conflict do nothing;
        end if;
        return null;
    end if;
    if tg_op = 'DELETE' or tg_op = 'UPDATE' then
        insert into %1$s (%3$s, %2$s) select %4$s, false from old_rows as r on conflict do nothing;
    end if;
    if tg_op = 'INSERT' or tg_op = 'UPDATE' then
        insert into %1$s (%3$s, %2$s) select %4$s, true from new_rows as r on conflict do nothing;
    end if;
    if tg_op = 'TRUNCATE' then
        if pg_catalog.current_setting('transaction_isolation') !~ '^read' then
            raise exception 'cannot truncate a table with data branches in this transaction'
                using errcode = '0A000',
                    hint = 'Its snapshot may lack rows that the branches need: use READ COMMITTED, or DELETE.';
        end if;
        insert into %1$s (%3$s, %2$s) select %4$s, false from only %7$s as r on conflict do nothing;
    end if;
    return null;
end
$body$
        else
            $body$
begin
    if tg_op <> 'INSERT' then
        insert into %1$s (%3$s, %2$s) values (%5$s, false) on conflict do nothing;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    insert into %1$s (%3$s, %2$s) values (%6$s, true) on conflict do nothing;
    return new;
end
$body$
        end,
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        p_shape.marker,
        pggit_internal.each_column(p_shape.stored_columns, '%s'),
        pggit_internal.each_column(p_shape.stored_columns, 'r.%s'),
        pggit_internal.each_column(p_shape.stored_columns, 'old.%s'),
        pggit_internal.each_column(p_shape.stored_columns, 'new.%s'),
        p_source
    );
end
$$;
