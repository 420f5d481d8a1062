-- promise: versions.kinds
-- why: Only what needs something temporary itself goes with it.
select pg_temp.edit(
    'pggit_internal.is_temporary',
    $$where d.classid = needed.classid and$$,
    $$where d.refclassid <> 'pg_type'::regclass and d.classid = needed.classid and$$
);
