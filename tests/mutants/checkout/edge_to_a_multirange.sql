-- promise: checkout.there-and-back
-- why: A plan does not know that a multirange comes with its range.
select pg_temp.edit(
    'pggit_internal.edges',
    $$n.facts #>> '{range,multirange}' = m.mention$$,
    $$n.facts #>> '{range,multirange}' = m.mention and false$$
);
