-- promise: data.diff
-- why: Null handling: rows that one side lacks do not differ.
select pg_temp.edit(
    'pggit_internal.diff_found_branches',
    'where %2$s is distinct from %3$s',
    'where %2$s <> %3$s'
);
