-- promise: checkout.one-step
-- why: Each statement of a checkout is a step in history.
select pg_temp.edit(
    'pggit_internal.leave_checkout',
    $$perform pggit_internal.join_steps(p_known, p_moved);$$,
    $$$$
);
