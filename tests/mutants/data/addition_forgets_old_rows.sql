-- promise: data.additions
-- why: A new column is null in the rows that a branch has of its own.
select pg_temp.edit('pggit_internal.carrying_statements', 'case when a.atthasmissing then format(', 'case when false then format(');
select pg_temp.edit('pggit_internal.carrying_statements', 'case when a.attnotnull and', 'case when false and');
