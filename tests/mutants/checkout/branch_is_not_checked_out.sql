-- promise: checkout.one-step
-- why: The branch checked out stays the former one.
select pg_temp.edit(
    'pggit_internal.leave_checkout',
    $$perform pggit_internal.check_out_branch(p_target);$$,
    $$$$
);
