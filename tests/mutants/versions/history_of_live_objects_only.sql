-- promise: versions.history
-- why: A dropped object has no history.
select pg_temp.edit(
    'pggit_internal.history_of',
    'where o.key in (',
    'where o.is_live and o.key in ('
);
