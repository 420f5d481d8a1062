-- promise: data.keys
-- why: A branch takes two rows with one primary key.
select pg_temp.edit(
    'pggit_internal.write_body',
    $$if (tg_op = 'INSERT' or not (%11$s)) and exists$$,
    'if false and exists'
);
