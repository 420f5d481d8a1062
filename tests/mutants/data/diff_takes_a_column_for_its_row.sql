-- promise: data.diff
-- why: A column that is called like the query's own relation is taken for the row.
select pg_temp.edit('pggit_internal.diff_found_branches', 'then to_jsonb(t.*) end', 'then to_jsonb(t) end');
