-- promise: migrations.once
-- why: Two sessions apply one version at once.
select pg_temp.edit(
    'pggit_internal.claim_migration',
    'perform pggit_internal.lock_migrations();',
    ''
);
