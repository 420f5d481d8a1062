-- promise: refs.one-meaning
-- why: A new branch or tag may have the ID of a commit as its name.
select pg_temp.edit(
    'pggit_internal.ref_kind',
    $$when exists (select from pggit.commits as c where c.hash = p_name) then 'commit'$$,
    ''
);
