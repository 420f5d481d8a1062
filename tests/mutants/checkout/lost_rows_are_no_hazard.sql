-- promise: checkout.no-loss
-- why: A plan does not say that a dropped column loses rows.
select pg_temp.edit(
    'pggit_internal.hazards',
    $$or v_is_column and not v_facts ? 'generated'
$$,
    $$or v_is_column and v_facts ? 'generated'
$$
);
