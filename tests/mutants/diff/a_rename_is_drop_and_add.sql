-- promise: diff.mirror
-- why: An object that has another name is dropped and added.
select pg_temp.edit(
    'pggit_internal.renamed_among',
    $$where n.from_rank = 1 and n.to_rank = 1$$,
    $$where false$$
);
