-- promise: checkout.there-and-back
-- why: A primary key is dropped before the view that groups by it.
select pg_temp.edit(
    'pggit_internal.edges',
    $$~ '\mGROUP BY\M'$$,
    $$~ '\mGROUPED BY\M'$$
);
