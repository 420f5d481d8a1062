-- The lock of migrations, held to the end of the transaction. It comes before the tables that a script
-- locks, and the repository's lock comes after them (pggit_internal.lock_repository): whoever runs a script
-- holds up other migrations, and no commit. As there, an update and not a mere lock, so that the
-- loser under REPEATABLE READ gets 40001.
create or replace function pggit_internal.lock_migrations()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- A transaction that has committed or branched must not wait here: whoever holds this lock will want
    -- the repository's.
    if pggit_internal.has_repository_lock() then
        perform from pggit_internal.migration_lock for update nowait;
    end if;
    update pggit_internal.migration_lock set is_only = is_only;
    if not found then
        perform pggit_internal.raise_corrupt('pggit_internal.migration_lock has no row');
    end if;
exception when lock_not_available then
    raise exception 'another migration is at work'
        using errcode = '55P03',
            hint = 'Try again. A transaction that migrates before it commits or branches waits for its turn.';
end
$$;
