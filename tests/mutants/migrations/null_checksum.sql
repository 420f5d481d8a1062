-- promise: migrations.once
-- why: Null handling: a script under a version that was done by hand is taken for the same.
select pg_temp.edit(
    'pggit_internal.apply_migration',
    'if v_known.checksum is distinct from pggit_internal',
    'if v_known.checksum <> pggit_internal'
);
