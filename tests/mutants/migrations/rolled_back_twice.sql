-- promise: migrations.order
-- why: A migration that is not applied is rolled back.
select pg_temp.edit(
    'pggit_internal.claim_rollback',
    $$if v_migration.state <> 'applied' then$$,
    'if false then'
);
