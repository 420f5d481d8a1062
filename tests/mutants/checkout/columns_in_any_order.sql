-- promise: checkout.there-and-back
-- why: The order of columns is left as it is.
select pg_temp.edit(
    'pggit_internal.ordered_columns',
    $$if v_is_moved and$$,
    $$if false and$$
);
