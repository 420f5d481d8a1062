-- promise: branches.names
-- why: The limit of a name counts characters and not bytes.
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$octet_length(pggit_internal.utf8(p_name)) > 255$$,
    'length(p_name) > 255'
);
