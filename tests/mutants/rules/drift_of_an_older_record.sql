-- promise: rules.reading
-- why: What another session records while it is looked at is drift.
select pg_temp.edit(
    'pggit_internal.drift_of',
    'v_after.definition_hash is not distinct from v_hash',
    'v_before.definition_hash is not distinct from v_hash'
);
select pg_temp.edit(
    'pggit_internal.drift_of', 'exit when v_before.seal is not distinct from v_after.seal', 'exit when true'
);
