-- promise: data.rights
-- why: A branch of another table is entered as the source, and can never be dropped.
select pg_temp.edit(
    'pggit_internal.enter_data_branch',
    $$if p_source_id is not null and not exists$$,
    $$if false and not exists$$
);
