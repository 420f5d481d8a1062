-- promise: checkout.there-and-back
-- why: A key is dropped before the foreign keys that refer to it.
select pg_temp.edit(
    'pggit_internal.edges',
    $$f.facts ->> 'definition' like 'FOREIGN KEY %'
    join$$,
    $$f.facts ->> 'definition' like 'FOREIGN KEYS %'
    join$$
);
