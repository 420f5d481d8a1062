-- promise: branches.create-race
-- why: The one lock of the repository locks nothing.
select pg_temp.edit(
    'pggit_internal.lock_repository',
    'update pggit_internal.repository set version = version where is_only;',
    'perform from pggit_internal.repository where is_only;'
);
