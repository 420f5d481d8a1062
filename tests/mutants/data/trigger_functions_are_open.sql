-- promise: data.rights
-- why: Anybody may hang the function that writes a branch on a table of his.
select pg_temp.edit(
    'pggit_internal.grant_as_table',
    $$where not w.is_missing$$,
    $$where not w.is_missing and w.object_type <> 'function'$$
);
