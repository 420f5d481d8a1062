-- promise: data.drop
-- why: The saved rows stay behind.
select pg_temp.edit(
    'pggit_internal.remove_found_branch',
    $$'drop table %1$I.%2$I, %1$I.%3$I'$$,
    $$'drop table %1$I.%2$I'$$
);
