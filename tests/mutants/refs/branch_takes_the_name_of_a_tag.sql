-- promise: refs.one-meaning
-- why: A new branch may have the name of a tag, and takes it over.
select pg_temp.edit(
    'pggit_internal.ref_kind',
    $$when exists (select from pggit.tags as t where t.name = p_name) then 'tag'$$,
    ''
);
