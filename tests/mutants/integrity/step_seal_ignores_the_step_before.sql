-- promise: integrity.fsck
-- why: The chain of steps is cut.
select pg_temp.edit('pggit_internal.step_seal', 'build_array(p_before, ', 'build_array(');
