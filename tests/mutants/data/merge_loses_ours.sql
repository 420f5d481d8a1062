-- promise: data.merge
-- why: What both have changed is no conflict: the target loses its rows.
select pg_temp.edit(
    'pggit_internal.merge_query',
    'target_text is distinct from base_text as is_conflict',
    'false as is_conflict'
);
