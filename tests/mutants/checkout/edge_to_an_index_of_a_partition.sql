-- promise: checkout.there-and-back
-- why: A partitioned table gets its index before its partitions have theirs.
select pg_temp.edit(
    'pggit_internal.edges',
    $$and coalesce(c.facts ->> 'attached', k.name) = k.name
    union
    -- Of equal$$,
    $$and coalesce(c.facts ->> 'attached', k.name) <> k.name
    union
    -- Of equal$$
);
