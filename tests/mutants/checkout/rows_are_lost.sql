-- promise: checkout.no-loss
-- why: A checkout drops tables that hold rows without leave.
select pg_temp.edit(
    'pggit_internal.checkout',
    $$if v_lost <> '{}' then$$,
    $$if false then$$
);
