-- promise: branches.isolation
-- why: A change is recorded although history has a step under this name that the snapshot lacks.
select pg_temp.edit(
    'pggit_internal.refuse_newer', $$if not exists ($$, $$if false and not exists ($$
);
