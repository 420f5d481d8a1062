-- promise: branches.names
-- why: Only the whole name is looked at for ".lock", not its parts.
select pg_temp.edit('pggit_internal.check_branch_name', $$'\.lock(/|$)'$$, $$'\.lock$'$$);
