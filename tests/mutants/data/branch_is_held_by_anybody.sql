-- promise: data.rights
-- why: A writer of any table stops the writers of a branch.
select pg_temp.edit(
    'pggit_internal.lock_data_branches',
    $$if found then$$,
    $$if false then$$
);
