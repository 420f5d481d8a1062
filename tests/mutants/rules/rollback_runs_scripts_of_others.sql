-- promise: rules.foreign-code
-- why: A superuser runs the down script of any writer.
select pg_temp.edit(
    'pggit_internal.rollback_migration',
    $$if pggit_internal.can_be_superuser(current_user)$$,
    $$if false$$
);
