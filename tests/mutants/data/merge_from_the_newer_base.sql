-- promise: data.merge
-- why: Where two branches parted is taken for where the newer one left.
select pg_temp.edit(
    'pggit_internal.merge_found_branches',
    'select min(b.id) into v_base_id',
    'select max(b.id) into v_base_id'
);
