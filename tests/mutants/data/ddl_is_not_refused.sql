-- promise: data.ddl
-- why: The table changes under its branches.
select pg_temp.edit(
    'pggit_internal.refuse_branched_change',
    'if not exists (select from pggit.data_branches) then',
    'if true then'
);
