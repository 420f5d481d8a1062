-- The common table expressions of a three-way merge: changes, with one row for each key where the source may
-- bring something (target_row and source_row null where there is no such row), and todo, the changes
-- that the strategy lets happen.
--
-- The base of a key is the row where the two branches meet as it was when the older of them left:
-- p_base_id is the branch that left (its base row, if it has one), p_meeting the relation where they meet.
create or replace function pggit_internal.merge_query(
    p_shape pggit_internal.shape,
    p_source_id integer, p_target_id integer, p_base_id integer, p_meeting text, p_strategy text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        'state as materialized (
            select
                %1$s as key,
                case when s.%2$s is not null then row(%3$s)::%4$s end as source_row,
                case when t.%2$s is not null then row(%5$s)::%4$s end as target_row,
                %6$s as source_text,
                %7$s as target_text,
                case when b.%2$s is null then %8$s when not b.%9$s then %10$s end as base_text
            from (%11$s) as k %12$s %13$s %14$s %15$s
        ),
        changes as materialized (
            select state.*, target_text is distinct from base_text as is_conflict
            from state
            where source_text is distinct from base_text and source_text is distinct from target_text
        ),
        todo as materialized (
            select changes.*
            from changes
            where not is_conflict or %16$L = ''theirs''
        )',
        pggit_internal.key_object(p_shape, 'k'),
        p_shape.key_columns[1],
        pggit_internal.each_column(p_shape.columns, 's.%s'),
        pggit_internal.data_branch_relation(p_shape.table_oid, p_target_id),
        pggit_internal.each_column(p_shape.columns, 't.%s'),
        pggit_internal.row_text(p_shape, 's'),
        pggit_internal.row_text(p_shape, 't'),
        pggit_internal.row_text(p_shape, 'm'),
        p_shape.marker,
        pggit_internal.row_text(p_shape, 'b'),
        pggit_internal.changed_keys_query(p_shape, p_source_id, p_target_id),
        pggit_internal.row_lookup(
            p_shape, pggit_internal.data_branch_relation(p_shape.table_oid, p_source_id), 's'
        ),
        pggit_internal.row_lookup(
            p_shape, pggit_internal.data_branch_relation(p_shape.table_oid, p_target_id), 't'
        ),
        pggit_internal.row_lookup(
            p_shape,
            (
                select format('%I.%I', d.schema_name, d.base_name)
                from pggit.data_branches as d
                where d.id = p_base_id
            ),
            'b'
        ),
        pggit_internal.row_lookup(p_shape, p_meeting, 'm'),
        p_strategy
    );
end
$$;
