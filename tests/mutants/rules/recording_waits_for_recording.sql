-- promise: rules.no-waiting
-- why: Under REPEATABLE READ recording takes the repository's lock, so it waits for a prepared commit.
select pg_temp.edit(
    'pggit_internal.by_latest_snapshot',
    $$begin
$$,
    $$begin
    perform pggit_internal.lock_repository();
    lock table pggit_internal.history in share row exclusive mode;
$$
);
