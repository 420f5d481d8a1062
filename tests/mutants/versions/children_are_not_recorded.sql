-- promise: versions.tracking
-- why: What changes a parent table is not recorded for its partitions.
select pg_temp.edit(
    'pggit_internal.on_ddl_command_end',
    'if v_object.may_have_children then',
    'if false then'
);
