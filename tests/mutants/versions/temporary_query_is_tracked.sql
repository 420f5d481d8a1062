-- promise: versions.kinds
-- why: A view that calls a temporary function is recorded, and stays when the session is gone.
select pg_temp.edit(
    'pggit_internal.is_temporary',
    $$r.ev_type = '1'$$,
    $$false$$
);
