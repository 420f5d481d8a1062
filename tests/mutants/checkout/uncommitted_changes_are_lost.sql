-- promise: checkout.no-loss
-- why: A checkout drops what no commit has.
select pg_temp.edit(
    'pggit_internal.checkout',
    $$perform pggit_internal.check_committed();$$,
    $$$$
);
