-- why: The changes of a data merge are not materialized.
select pg_temp.edit(
    'pggit_internal.merge_query',
    'changes as materialized (',
    'changes as not materialized ('
);
