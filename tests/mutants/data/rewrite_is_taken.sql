-- promise: data.ddl
-- why: A statement that writes all rows anew, under the same definition, changes them on the branches.
select pg_temp.edit('pggit_internal.on_table_rewrite', 'if v_refusal is not null then', 'if false then');
