-- promise: checkout.there-and-back
-- why: A function may be made before a column that it reads.
select pg_temp.edit(
    'pggit_internal.edges',
    $$n.mention = m.mention and n.kind = 'column' and n.name = any (m.words)$$,
    $$n.mention = m.mention and n.kind = 'column' and n.name = m.object$$
);
