-- promise: data.isolation
-- why: The table's inserts are seen on its branches.
select pg_temp.edit(
    'pggit_internal.save_body',
    $$if tg_op = 'INSERT' or tg_op = 'UPDATE' then$$,
    $$if tg_op = 'UPDATE' then$$
);
