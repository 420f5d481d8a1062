-- promise: data.ddl
-- why: The table changes under its branches.
select pg_temp.edit(
    'pggit_internal.refuse_branched_change',
    $$if p_command_tag = 'REPAIR' or not exists$$,
    'if true or not exists'
);
