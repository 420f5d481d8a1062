-- promise: branches.isolation
-- why: The row is locked and not updated: under REPEATABLE READ an old snapshot goes unnoticed.
-- equivalent: Whoever changes the record seals a row, which updates the repository's: the conflict
--     is there all the same.
select pg_temp.edit(
    'pggit_internal.lock_repository',
    'update pggit_internal.repository set version = version where is_only;',
    'perform from pggit_internal.repository where is_only for update;'
);
