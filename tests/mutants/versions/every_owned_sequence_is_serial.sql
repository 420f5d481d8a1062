-- promise: versions.hash-laws
-- why: A default may call any of the sequences that its column owns.
select pg_temp.edit(
    'pggit_internal.is_serial',
    $$count(*) = 1 and bool_and($$,
    $$bool_or($$
);
