-- promise: commits.custom-id
-- why: Any text is taken for a custom ID.
select pg_temp.edit(
    'pggit.commit_changes',
    'if p_custom_trinity_id is not null and not pggit_internal.is_trinity_id(p_custom_trinity_id) then',
    'if false then'
);
