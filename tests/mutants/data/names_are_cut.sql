-- promise: data.relation
-- why: Two long names are cut to the same relation.
select pg_temp.edit(
    'pggit_internal.data_branch_names',
    $$else left(v_plain, 54) || '_' || v_hash$$,
    'else left(v_plain, 63)'
);
