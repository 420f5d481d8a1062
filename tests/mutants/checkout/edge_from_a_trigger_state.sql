-- promise: checkout.there-and-back
-- why: A trigger that is made again fires in a partition in which it was disabled.
select pg_temp.edit(
    'pggit_internal.edges',
    $$where st.kind = 'trigger state'$$,
    $$where st.kind = 'trigger states'$$
);
