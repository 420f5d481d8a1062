-- promise: rules.foreign-code
-- why: The function of another role in an index of a superuser's table is run by fsck.
select pg_temp.edit(
    'pggit_internal.rows_that_hide_nothing',
    $$or pggit_internal.has_code_of_others(v_table)$$,
    $$$$
);
