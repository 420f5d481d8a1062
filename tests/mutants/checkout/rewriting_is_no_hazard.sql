-- promise: checkout.no-loss
-- why: A plan does not say that a column of another type rewrites the table.
select pg_temp.edit(
    'pggit_internal.hazards',
    $$then 'rewrites table' end$$,
    $$then null end$$
);
