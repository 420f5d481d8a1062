-- promise: rules.transactional
-- why: A rollback takes the number of a step back, and the next step has the same.
select pg_temp.edit(
    'pggit_internal.record_step',
    $$nextval('pggit_internal.history_id_seq')$$,
    '(select coalesce(max(h.id), 0) + 1 from pggit_internal.history as h)'
);
