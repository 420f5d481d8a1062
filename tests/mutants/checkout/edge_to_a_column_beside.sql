-- promise: checkout.there-and-back
-- why: A column may go before the generated column that is computed from it.
select pg_temp.edit(
    'pggit_internal.edges',
    $$('constraint', 'index', 'trigger', 'rule', 'policy', 'column')$$,
    $$('constraint', 'index', 'trigger', 'rule', 'policy')$$
);
