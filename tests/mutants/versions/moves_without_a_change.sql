-- promise: versions.tracking
-- why: A statement that changed nothing moves the version.
select pg_temp.edit(
    'pggit_internal.record_change',
    'elsif v_old.definition_hash <> v_new.definition_hash then',
    'elsif true then'
);
