-- promise: migrations.once
-- why: A race window: what is known of a version is read before the lock.
select pg_temp.edit(
    'pggit_internal.apply_migration',
    'v_known := pggit_internal.claim_migration(p_version);',
    $$select m.* into v_known from pggit.migrations as m where m.version = p_version;
    perform pggit_internal.claim_migration(p_version);$$
);
