-- promise: checkout.there-and-back
-- why: A checkout that does not lead to its target is kept.
select pg_temp.edit(
    'pggit_internal.leave_checkout',
    $$perform pggit_internal.check_result(p_commit, p_known);$$,
    $$$$
);
