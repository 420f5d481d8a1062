-- promise: data.merge
-- why: After a merge into a branch, the next one starts from the branch point again.
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    'perform pggit_internal.advance_base_to_source(v_branch, v_shape, v_source);',
    ''
);
