-- promise: refs.one-meaning
-- why: A race window: whether the name of a tag is free is looked up before the lock.
select pg_temp.edit(
    'pggit.create_tag',
    $$perform pggit_internal.lock_repository();
    perform pggit_internal.check_new_ref(p_name);$$,
    $$perform pggit_internal.check_new_ref(p_name);
    perform pggit_internal.lock_repository();$$
);
