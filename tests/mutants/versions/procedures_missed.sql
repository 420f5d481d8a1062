-- promise: versions.kinds
-- why: Procedures are not recorded.
select pg_temp.edit(
    'pggit_internal.tracked_root',
    'select p.pronamespace, true into',
    $$select p.pronamespace, p.prokind <> 'p' into$$
);
