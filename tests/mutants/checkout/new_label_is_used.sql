-- promise: checkout.there-and-back
-- why: A label is added and used in one transaction.
select pg_temp.edit(
    'pggit_internal.spread',
    $$v_actions[v_found.place].change := 'again';
        v_actions[v_found.place].reason := 'a label$$,
    $$v_actions[v_found.place].reason := 'a label$$
);
