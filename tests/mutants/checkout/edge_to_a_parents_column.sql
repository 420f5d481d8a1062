-- promise: checkout.there-and-back
-- why: A child keeps its parent while the parent makes a column again.
select pg_temp.edit(
    'pggit_internal.edges',
    $$c.object = 'table ' || p.name and c.kind = 'column'$$,
    $$c.object = 'table ' || p.name and c.kind = 'columns'$$
);
