-- promise: migrations.order
-- why: The newest is the one with the greatest version, not the last one applied.
select pg_temp.edit(
    'pggit_internal.claim_rollback',
    'order by m.ordinal desc',
    'order by m.version desc'
);
