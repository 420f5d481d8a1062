-- promise: checkout.there-and-back
-- why: The comment on an index that is made again is lost.
select pg_temp.edit(
    'pggit_internal.edges',
    $$where part.kind = 'comment'$$,
    $$where part.kind = 'comments'$$
);
