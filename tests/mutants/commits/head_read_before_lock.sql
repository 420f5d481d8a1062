-- promise: commits.single-line
-- why: A race window: the head is read before the lock, and not again under it.
select pg_temp.edit('pggit.commit_changes', 'perform pggit_internal.lock_repository();', '');
select pg_temp.edit(
    'pggit.commit_changes',
    'v_commit.hash := coalesce',
    $$perform pggit_internal.lock_repository();
    v_commit.hash := coalesce$$
);
