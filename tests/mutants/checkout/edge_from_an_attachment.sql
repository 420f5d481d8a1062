-- promise: checkout.there-and-back
-- why: A partition's key is dropped before the partition is detached.
select pg_temp.edit(
    'pggit_internal.edges',
    $$k.object = p.object and k.kind in ('constraint', 'index', 'not null', 'default')$$,
    $$k.object = p.object and k.kind in ('not null', 'default')$$
);
