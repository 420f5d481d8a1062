-- promise: branches.names
-- why: A name of other letters than ASCII is refused.
select pg_temp.edit(
    'pggit_internal.check_branch_name',
    $$'[\u0001-\u0020\u007f]'$$,
    $$'[^\u0021-\u007e]'$$
);
