-- promise: versions.tracking
-- why: What mentions an operator in a renamed schema is not recorded.
select pg_temp.edit(
    'pggit_internal.altered_untracked_objects',
    $$where c.classid = 'pg_namespace'::regclass and$$,
    'where false and'
);
