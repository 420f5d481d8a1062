-- promise: checkout.there-and-back
-- why: What others need is dropped first.
select pg_temp.edit(
    'pggit_internal.orders',
    $$select x.into_vertex as before, y.into_vertex as after$$,
    $$select y.into_vertex as before, x.into_vertex as after$$
);
