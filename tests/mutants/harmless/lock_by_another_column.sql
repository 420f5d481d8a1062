-- why: The lock updates another column of the repository's row, to what it is.
select pg_temp.edit(
    'pggit_internal.lock_repository',
    'set version = version',
    'set installed_at = installed_at'
);
