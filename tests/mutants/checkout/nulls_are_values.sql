-- promise: checkout.no-loss
-- why: A column that is null in all rows keeps a checkout from its target.
select pg_temp.edit(
    'pggit_internal.lost_rows',
    $$num_nonnulls(t.%s) > 0$$,
    $$num_nonnulls(t.%s) >= 0$$
);
