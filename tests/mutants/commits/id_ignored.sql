-- promise: commits.custom-id
-- why: A custom ID is thrown away, and another one returned.
select pg_temp.edit(
    'pggit.commit_changes',
    'coalesce(p_custom_trinity_id, pggit.generate_trinity_id())',
    'pggit.generate_trinity_id()'
);
