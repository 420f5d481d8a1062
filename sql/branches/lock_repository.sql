-- The lock of commits and branches, held to the end of the transaction. Every function that writes them
-- takes it before it reads what it depends on, and no other lock after it, so no two calls can wait for each
-- other. (DDL locks the rows of the objects that it changes, and never this one.) Under READ COMMITTED the
-- caller then sees what the one before it committed; under REPEATABLE READ and SERIALIZABLE the update fails
-- with 40001 instead.
--
-- The order of all locks: that of migrations (pggit_internal.lock_migrations), tables of the user,
-- the rows of data branches (pggit_internal.lock_data_branches), what DDL changes, this one last. A migration
-- runs a script of the user, so it cannot begin with this one.
create or replace function pggit_internal.lock_repository()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Changes nothing; but a row that was updated is a conflict under REPEATABLE READ, a locked one is not.
    -- By its key: many commits in one transaction leave many versions of the row, not to be read one by one.
    update pggit_internal.repository set version = version where is_only;
    if not found then
        perform pggit_internal.raise_corrupt('pggit_internal.repository has no row');
    end if;
end
$$;

-- Whether this transaction has the lock already, because it has committed or branched.
create or replace function pggit_internal.has_repository_lock()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select
        from pg_locks as l
        where l.pid = pg_backend_pid()
            and l.relation = 'pggit_internal.repository'::regclass
            and l.mode = 'RowExclusiveLock'
    );
end
$$;

-- Whether this transaction has used any table before, and so has a lock that somebody may wait for.
create or replace function pggit_internal.has_locks()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select
        from pg_locks as l
        join pg_class as c on c.oid = l.relation
        where l.pid = pg_backend_pid()
            and l.locktype = 'relation'
            and l.relation >= 16384
            and c.relkind <> 'S'
    );
end
$$;

-- Where p_is_limited: no waiting for locks from here on, but 55P03 at once, because whoever has them may be
-- waiting for ours: that would be a deadlock. Returns the lock_timeout to set again at the end of the
-- function that asks.
create or replace function pggit_internal.limit_waiting(p_is_limited boolean)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_lock_timeout text := current_setting('lock_timeout');
begin
    if p_is_limited then
        perform set_config('lock_timeout', '1ms', true);
    end if;
    return v_lock_timeout;
end
$$;
