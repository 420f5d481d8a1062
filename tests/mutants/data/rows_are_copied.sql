-- promise: data.cost
-- why: Creating a branch copies all rows of the table.
select pg_temp.edit(
    'pggit_internal.make_data_branch',
    'perform pggit_internal.describe_data_branch(v_branch);',
    $$perform pggit_internal.describe_data_branch(v_branch);
        execute format(
            'insert into %I.%I (%s, %s) select %s, false from %s as r',
            v_branch.schema_name, v_branch.base_name,
            pggit_internal.each_column(v_shape.stored_columns, '%s'), v_shape.marker,
            pggit_internal.each_column(v_shape.stored_columns, 'r.%s'), v_source
        );$$
);
