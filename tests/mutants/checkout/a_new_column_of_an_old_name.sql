-- promise: checkout.one-step
-- why: A column renamed after another has taken its name is taken for that.
select pg_temp.edit(
    'pggit_internal.renamed_parts',
    $$where v_renames ->> taker.value = p.value$$,
    $$where false$$
);
