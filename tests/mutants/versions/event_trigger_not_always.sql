-- promise: versions.tracking
-- why: A session with session_replication_role = replica is not recorded, and fsck does not mind.
alter event trigger pggit_ddl_command_end enable;
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$where t.evtenabled is distinct from 'A'$$,
    'where false'
);
