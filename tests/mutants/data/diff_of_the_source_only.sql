-- promise: data.diff
-- why: Rows that only the other branch has changed are not looked at.
select pg_temp.edit(
    'pggit_internal.changed_keys_query',
    '<> (b.id = any (pggit_internal.data_branch_path(p_to_id)))',
    'and not (b.id = any (pggit_internal.data_branch_path(p_to_id)))'
);
