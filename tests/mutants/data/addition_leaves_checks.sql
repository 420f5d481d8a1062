-- promise: data.additions
-- why: A new check holds on the table, and not on its branches.
select pg_temp.edit('pggit_internal.carrying_statements', $$where k.conrelid = p_shape.table_oid and k.contype = 'c'$$, 'where false');
