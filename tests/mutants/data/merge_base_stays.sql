-- promise: data.merge
-- why: The next merge starts from the branch point again.
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    'perform pggit_internal.advance_base_to_branch(v_branch, v_shape);',
    ''
);
