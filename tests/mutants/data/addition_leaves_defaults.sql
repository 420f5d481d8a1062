-- promise: data.additions
-- why: A default of the table changes, and that of its branches does not.
select pg_temp.edit('pggit_internal.carrying_statements', 'where d.statement is not null;', 'where false;');
