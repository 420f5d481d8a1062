-- promise: migrations.order
-- why: A migration that is not the newest is rolled back.
select pg_temp.edit(
    'pggit_internal.claim_rollback',
    'if v_newest <> p_version then',
    'if false then'
);
