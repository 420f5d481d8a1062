-- promise: checkout.there-and-back
-- why: A function that is replaced loses its cost.
select pg_temp.edit(
    'pggit_internal.kept_execution',
    $$p.procost <> case$$,
    $$p.procost is null and p.procost <> case$$
);
