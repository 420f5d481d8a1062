-- promise: versions.tracking
-- why: DDL is not recorded, and fsck does not mind.
drop event trigger pggit_ddl_command_end;
select pg_temp.edit(
    'pggit_internal.check_installation',
    $$where t.evtenabled is distinct from 'A'$$,
    'where false'
);
