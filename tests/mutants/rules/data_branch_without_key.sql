-- promise: rules.errors
-- why: A table without a primary key is not refused with 55000.
select pg_temp.edit(
    'pggit_internal.check_branchable',
    'if not exists (select from pg_index as i where i.indrelid = p_table and i.indisprimary) then',
    'if false then'
);
