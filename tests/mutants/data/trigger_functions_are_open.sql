-- promise: data.rights
-- why: Anybody may hang the function that writes a branch on a table of his.
select pg_temp.edit(
    'pggit_internal.rights_statement',
    $$where not w.is_missing$$,
    $$where not w.is_missing and w.object_type <> 'function'$$
);
