-- promise: commits.tags
-- why: A second tag of a name takes the name away from the first commit.
select pg_temp.edit(
    'pggit.create_tag',
    'if exists (select from pggit.tags as t where t.name = p_name) then',
    $$delete from pggit.tags as t where t.name = p_name;
    if false then$$
);
