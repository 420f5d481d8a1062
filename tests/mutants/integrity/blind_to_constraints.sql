-- promise: integrity.installation
-- why: fsck does not find a constraint of pggit's tables that is gone.
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$where t.definition_hash is distinct from c.definition_hash$$,
    'where false'
);
