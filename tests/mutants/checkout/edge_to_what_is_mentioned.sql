-- promise: checkout.there-and-back
-- why: A plan does not know that a view needs the view that it reads.
select pg_temp.edit(
    'pggit_internal.edges',
    $$join nodes as n on n.mention = m.mention and n.is_whole and n.object <> m.object
    union
    -- A multirange$$,
    $$join nodes as n on n.mention = m.mention and n.is_whole and n.object <> m.object and false
    union
    -- A multirange$$
);
