-- After a merge of a data branch into its source: what the branch has become is what both have in common.
-- Its own rows go to its base; what it shows stays the same.
create or replace function pggit_internal.advance_base_to_branch(
    p_branch pggit.data_branches, p_shape pggit_internal.shape
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'with own as (delete from only %1$s as o returning %3$s, o.%5$s)
        insert into %2$s (%4$s, %5$s) select %3$s, o.%5$s from own as o
        on conflict (%6$s) do update set %7$s, %5$s = excluded.%5$s',
        format('%I.%I', p_branch.schema_name, p_branch.own_name),
        format('%I.%I', p_branch.schema_name, p_branch.base_name),
        pggit_internal.each_column(p_shape.stored_columns, 'o.%s'),
        pggit_internal.each_column(p_shape.stored_columns, '%s'),
        p_shape.marker,
        pggit_internal.each_column(p_shape.key_columns, '%s'),
        pggit_internal.each_column(p_shape.stored_columns, '%1$s = excluded.%1$s')
    );
end
$$;

-- After a merge of a source into its data branch: what the source is now is what both have in common. Own
-- rows that say no more than that go; what the branch shows stays the same.
create or replace function pggit_internal.advance_base_to_source(
    p_branch pggit.data_branches, p_shape pggit_internal.shape, p_source text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_own text := format('%I.%I', p_branch.schema_name, p_branch.own_name);
    v_base text := format('%I.%I', p_branch.schema_name, p_branch.base_name);
begin
    -- One row at a time is looked up, as in pggit_internal.row_lookup().
    execute format(
        'insert into %1$s (%3$s, %4$s)
        select %5$s, %6$s is null from only %1$s as k %7$s
        on conflict (%8$s) do update set %9$s, %4$s = excluded.%4$s',
        v_base,
        p_source,
        pggit_internal.each_column(p_shape.stored_columns, '%s'),
        p_shape.marker,
        pggit_internal.each_column(
            p_shape.stored_columns,
            -- An absent row keeps the values that it was saved with.
            format(
                'case when s.%s is not null then s.%%1$s else k.%%1$s end',
                replace(p_shape.key_columns[1], '%', '%%')
            )
        ),
        's.' || p_shape.key_columns[1],
        pggit_internal.row_lookup(p_shape, p_source, 's'),
        pggit_internal.each_column(p_shape.key_columns, '%s'),
        pggit_internal.each_column(p_shape.stored_columns, '%1$s = excluded.%1$s')
    );
    execute format(
        'delete from only %1$s as o using only %2$s as b
        where %3$s and o.%4$s = b.%4$s and (o.%4$s or %5$s = %6$s)',
        v_own,
        v_base,
        pggit_internal.same_key(p_shape, 'o', 'b'),
        p_shape.marker,
        pggit_internal.row_text(p_shape, 'o'),
        pggit_internal.row_text(p_shape, 'b')
    );
end
$$;
