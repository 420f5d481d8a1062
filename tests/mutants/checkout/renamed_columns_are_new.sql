-- promise: checkout.one-step
-- why: A renamed column loses its values.
select pg_temp.edit(
    'pggit_internal.renamed_parts',
    $$where p.key <> p.value$$,
    $$where false$$
);
