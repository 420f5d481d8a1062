-- promise: data.keys
-- why: A branch has no defaults.
select pg_temp.edit('pggit_internal.make_branch_view', 'where d.statement is not null', 'where false');
