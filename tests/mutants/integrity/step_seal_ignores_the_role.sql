-- promise: integrity.fsck
-- why: Who changed an object can be edited unnoticed.
select pg_temp.edit('pggit_internal.step_seal', ', (p_step).changed_by', '');
