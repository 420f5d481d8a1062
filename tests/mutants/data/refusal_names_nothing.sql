-- promise: data.ddl
-- why: A refusal names neither what was to be dropped nor the action.
select pg_temp.edit('pggit_internal.statement_at_sql_drop', $$where d.original and p_command_tag <> 'DROP OWNED'$$, 'where false');
