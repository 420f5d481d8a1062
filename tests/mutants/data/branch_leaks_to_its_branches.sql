-- promise: data.isolation
-- why: A branch's new rows are seen on the branches of the branch.
select pg_temp.edit(
    'pggit_internal.save_body',
    $$insert into %1$s (%3$s, %2$s) values (%6$s, true) on conflict do nothing;
    return new;$$,
    'return new;'
);
