-- promise: versions.renames
-- why: Views of a function are not recorded when the type of its rows changes.
select pg_temp.edit(
    'pggit_internal.mentioned_as',
    $$p.prorettype = v_type$$,
    $$p.prorettype = v_type and false$$
);
