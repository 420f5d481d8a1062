-- promise: checkout.there-and-back
-- why: A materialized view that is made again is not filled.
select pg_temp.edit(
    'pggit_internal.kept_statements',
    $$a.change = 'create' or a.change = 'again'$$,
    $$a.change = 'create' or a.change = 'never'$$
);
