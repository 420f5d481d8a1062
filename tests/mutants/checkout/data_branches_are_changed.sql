-- promise: checkout.no-loss
-- why: A checkout changes a table that has data branches.
select pg_temp.edit(
    'pggit_internal.checkout',
    $$perform pggit_internal.check_no_data_branches(v_commit);$$,
    $$$$
);
