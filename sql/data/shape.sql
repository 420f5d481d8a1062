-- What the statements about a table's rows are built from (pggit_internal.table_shape).
do $$
begin
    if to_regtype('pggit_internal.shape') is null then
        create type pggit_internal.shape as (
            table_oid oid,
            table_name text,
            columns text[],
            written_columns text[],  -- all but the generated ones
            stored_columns text[],  -- all but those that are computed when read
            key_columns text[],
            key_operators text[],
            marker text  -- the overlay's column that says that there is no such row
        );
    end if;
end
$$;
