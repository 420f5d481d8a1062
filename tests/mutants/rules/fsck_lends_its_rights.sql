-- promise: rules.foreign-code
-- why: A superuser's fsck reads rows that another role's code is planned into.
select pg_temp.edit(
    'pggit_internal.rows_that_hide_nothing',
    $$pggit_internal.can_be_superuser(current_user) or pggit_internal.can_be_superuser(session_user)$$,
    $$false$$
);
