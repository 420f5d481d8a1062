-- The lock of commits and branches, held to the end of the transaction. Every function that writes them
-- takes it before it reads what it depends on, and no other lock after it, so no two calls can wait for each
-- other. (DDL locks the rows of the objects that it changes, and never this one.) Under READ COMMITTED the
-- caller then sees what the one before it committed; under REPEATABLE READ and SERIALIZABLE the update fails
-- with 40001 instead.
--
-- The order of all locks: that of migrations (pggit_internal.lock_migrations), tables of the user and what
-- their DDL changes, this one last. A migration runs a script of the user, so it cannot begin with this one.
create or replace function pggit_internal.lock_repository()
returns void
language sql
volatile
begin atomic
    -- Changes nothing; but a row that was updated is a conflict under REPEATABLE READ, a locked one is not.
    update pggit_internal.repository set version = version;
end;
