-- promise: data.merge
-- why: A row that was deleted on one branch stays on the other, and is counted.
select pg_temp.edit(
    'pggit_internal.apply_to_branch',
    $$'delete from %s as r where %s'$$,
    $$'delete from %s as r where false and %s'$$
);
