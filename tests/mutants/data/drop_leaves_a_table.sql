-- promise: data.drop
-- why: The saved rows stay behind.
select pg_temp.edit(
    'pggit_internal.drop_parts',
    'p_branch.relation_name, p_branch.own_name, p_branch.base_name,',
    'p_branch.relation_name, p_branch.own_name,'
);
