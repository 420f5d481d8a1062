-- promise: data.isolation
-- why: A row that is deleted on a branch is still there.
select pg_temp.edit(
    'pggit_internal.write_body',
    'insert into %2$s (%6$s, %5$s) values (%7$s, true);',
    'null;'
);
