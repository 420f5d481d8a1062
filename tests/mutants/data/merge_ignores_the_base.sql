-- promise: data.merge
-- why: Two-way: a row that only the target has changed is set back.
select pg_temp.edit(
    'pggit_internal.merge_query',
    'where source_text is distinct from base_text and source_text',
    'where source_text'
);
select pg_temp.edit(
    'pggit_internal.merge_query',
    'target_text is distinct from base_text as is_conflict',
    'source_text is distinct from base_text and target_text is distinct from base_text as is_conflict'
);
