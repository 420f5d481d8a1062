-- promise: data.drop
-- why: A branch that others come from is not refused with 55006.
select pg_temp.edit(
    'pggit_internal.remove_found_branch',
    'if v_children is not null then',
    'if false then'
);
