-- promise: migrations.order
-- why: A migration without a down script is not refused with 55000.
select pg_temp.edit(
    'pggit_internal.claim_rollback',
    'if v_migration.down is null then',
    'if false then'
);
