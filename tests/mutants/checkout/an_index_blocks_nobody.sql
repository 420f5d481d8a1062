-- promise: checkout.no-loss
-- why: A plan does not say that an index blocks writes.
select pg_temp.edit(
    'pggit_internal.hazards',
    $$then 'blocks writes' end$$,
    $$then null end$$
);
