-- promise: data.ddl
-- why: The table changes under its branches.
select pg_temp.edit(
    'pggit_internal.refused_change',
    'return case when found then pggit_internal.refusal(v_branch) end;',
    'return null;'
);
