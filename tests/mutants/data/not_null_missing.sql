-- promise: data.keys
-- why: A branch takes nulls where the table does not.
select pg_temp.edit(
    'pggit_internal.make_branch_view',
    $$    execute format(
        'create trigger "1_lock"$$,
    $$    execute (
        select coalesce(string_agg(format(
            'alter table %I.%I alter column %I drop not null',
            p_branch.schema_name, p_branch.own_name, a.attname
        ), '; '), '')
        from pg_attribute as a
        where a.attrelid = p_shape.table_oid and a.attnum > 0 and a.attnotnull and not a.attisdropped
            and pggit_internal.in_quotes(a.attname) <> all (p_shape.key_columns)
    );
    execute format(
        'create trigger "1_lock"$$
);
