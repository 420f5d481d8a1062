-- promise: migrations.once
-- why: Another text under an applied version is taken for the same.
select pg_temp.edit(
    'pggit_internal.apply_migration',
    'if v_known.checksum is distinct from pggit_internal.migration_checksum(p_up, p_down) then',
    'if false then'
);
