-- promise: refs.one-meaning
-- why: The name of a deleted branch is never free again.
select pg_temp.edit(
    'pggit_internal.ref_kind',
    $$where b.name = p_name and b.status <> 'DELETED'$$,
    'where b.name = p_name'
);
