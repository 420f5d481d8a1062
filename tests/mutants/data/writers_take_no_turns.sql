-- promise: data.isolation
-- why: Two writers of a branch do not wait for each other.
select pg_temp.edit(
    'pggit_internal.take_turn',
    'update pggit.data_branches set created_at = created_at where id = v_id;',
    'perform from pggit.data_branches where id = v_id;'
);
