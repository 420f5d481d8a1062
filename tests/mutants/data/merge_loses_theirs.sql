-- promise: data.merge
-- why: The strategy theirs leaves the conflicts as they are.
select pg_temp.edit(
    'pggit_internal.merge_query',
    $$where not is_conflict or %16$L = ''theirs''$$,
    'where not is_conflict or %16$L is null'
);
