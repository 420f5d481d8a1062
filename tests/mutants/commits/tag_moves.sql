-- promise: commits.tags
-- why: A second tag of a name takes the name away from the first commit.
select pg_temp.edit(
    'pggit.create_tag',
    'perform pggit_internal.check_new_ref(p_name);',
    'delete from pggit.tags as t where t.name = p_name;'
);
