-- promise: checkout.no-loss
-- why: A checkout drops a table that holds rows without leave.
select pg_temp.edit(
    'pggit_internal.lost_rows',
    $$case when v_is_lost then 'table ' || v_parts[1] end$$,
    $$null$$
);
